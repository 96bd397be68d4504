//! Who uses what: accounts with the things that are theirs alone, and sets of accounts with what they share.

use super::super::tally::{Tallies, Tally};
use crate::audit::{AccountOutline, DependencyOutline, Report};
use crate::model::ResourceId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// An account with what it alone depends on.
pub(super) struct Owner<'a> {
    pub(super) account: &'a AccountOutline,
    pub(super) own: Vec<&'a DependencyOutline>,
    /// Of the account, its projects and its own dependencies.
    pub(super) tally: Tally,
}

/// The estate by who uses what.
pub(super) struct Owners<'a> {
    /// Worst first.
    pub(super) accounts: Vec<Owner<'a>>,
    /// Folded ids of accounts, and what exactly these share.
    pub(super) shared: Vec<(BTreeSet<String>, Vec<&'a DependencyOutline>)>,
    /// What no account of the report is known to use.
    pub(super) stray: Vec<&'a DependencyOutline>,
}

impl<'a> Owners<'a> {
    pub(super) fn of(report: &'a Report, tallies: &Tallies) -> Self {
        let estate = &report.estate;
        let known: BTreeSet<String> = estate.accounts.iter().map(|a| a.id.to_lowercase()).collect();
        let mut by_users: BTreeMap<BTreeSet<String>, Vec<&DependencyOutline>> = BTreeMap::new();
        for one in &estate.dependencies {
            by_users.entry(users(one, &known)).or_default().push(one);
        }
        let stray = by_users.remove(&BTreeSet::new()).unwrap_or_default();
        let mut accounts: Vec<Owner<'_>> = estate
            .accounts
            .iter()
            .map(|account| {
                let alone = BTreeSet::from([account.id.to_lowercase()]);
                owner(account, by_users.remove(&alone).unwrap_or_default(), tallies)
            })
            .collect();
        accounts.sort_by_cached_key(|owner| Reverse(owner.tally));
        Self { accounts, shared: by_users.into_iter().collect(), stray }
    }
}

fn users(one: &DependencyOutline, known: &BTreeSet<String>) -> BTreeSet<String> {
    let ids = one.used_by.iter().map(|id| ResourceId::new(id));
    ids.filter_map(|id| id.account())
        .map(|account| account.folded().to_owned())
        .filter(|account| known.contains(account))
        .collect()
}

fn owner<'a>(
    account: &'a AccountOutline,
    own: Vec<&'a DependencyOutline>,
    tallies: &Tallies,
) -> Owner<'a> {
    let projects = account.projects.iter().map(|project| &project.id);
    let tally = projects
        .chain(own.iter().map(|one| &one.id))
        .map(|id| tallies.at(id))
        .fold(tallies.at(&account.id), Tally::plus);
    Owner { account, own, tally }
}
