//! The holders of rights that were given above the resources: at a resource group, the subscription, a management group or
//! the root. One such right is one fault, however many accounts and stores it reaches; so it is told once for each
//! subscription, with what is within its reach.

use super::Lack;
use super::holder::{Holder, Holders, counts, list_and_whole};
use super::ways::{PURGE_WAY, WHOLE};
use super::words::listed;
use crate::model::{Fact, Provenance, Value};
use crate::text::count;
use std::collections::{BTreeMap, BTreeSet};

/// What a list of holders is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// Deletion of a Foundry account.
    Account,
    /// Change of the agents of a Foundry account.
    Agents,
    /// Deletion of a store.
    Store,
    /// Change of what is in a store.
    Data,
}

/// How many accounts and stores.
#[derive(Clone, Copy, Debug, Default)]
struct ReachTally {
    accounts: usize,
    stores: usize,
}

/// What is within somebody's reach.
#[derive(Clone, Copy, Debug, Default)]
struct WideReach {
    whole: ReachTally,
    /// Not itself, but what is in it.
    inside: ReachTally,
    purge: bool,
    data: usize,
    agents: usize,
}

/// Everybody who was given such rights over the resources of one subscription.
#[derive(Debug, Default)]
pub(in crate::estate) struct Wide {
    holders: BTreeMap<String, (Holder, WideReach)>,
    open: BTreeMap<String, Lack>,
    lack: Option<Lack>,
    evidence: Provenance,
}

impl Wide {
    /// Adds those who hold a right over one more resource.
    pub(super) fn add(&mut self, above: Holders, over: Over) {
        for (principal, more) in above.holders {
            let new = || (Holder::new(&more.principal_type), WideReach::default());
            let (holder, reach) = self.holders.entry(principal).or_insert_with(new);
            reach.grow(over, &more.paths);
            holder.learn_type(&more.principal_type);
            holder.roles.extend(more.roles);
            holder.scopes.extend(more.scopes);
            holder.assignments.extend(more.assignments);
            holder.projects.extend(more.projects);
        }
        for (principal, lack) in above.open {
            self.open.entry(principal).or_insert(lack);
        }
        self.lack = self.lack.take().or(above.lack);
        self.evidence = self.evidence.and(&above.evidence);
    }

    /// Adds those who would hold rights over a resource of which it isn't known that it exists: each of them may.
    pub(in crate::estate) fn add_perhaps(&mut self, above: Self, lack: &Lack) {
        let named = above.holders.into_keys().map(|principal| (principal, lack.clone()));
        for (principal, lack) in named.chain(above.open) {
            self.open.entry(principal).or_insert(lack);
        }
        self.lack = self.lack.take().or(above.lack);
        self.evidence = self.evidence.and(&above.evidence);
    }

    /// The facts. `lack`: why there may be more resources to reach.
    pub(in crate::estate) fn facts(self, lack: Option<Lack>) -> Vec<(&'static str, Fact)> {
        let counts = counts(self.holders.values().map(|(holder, _)| holder));
        let rows = self.holders.iter().map(|(principal, (holder, reach))| {
            let reach = ("reach", reach.words().as_str().into());
            Value::record(holder.fields(principal).into_iter().chain([reach]))
        });
        let (rows, lack) = (rows.collect(), self.lack.or(lack));
        let (list, complete) = list_and_whole(rows, &self.holders, self.open, lack, self.evidence);
        let count = |number: i64| complete.clone().map(|_| number.into());
        vec![
            ("wide_users", count(counts[0])),
            ("wide_groups", count(counts[1])),
            ("wide_service_principals", count(counts[2])),
            ("wide_holders", list),
            ("wide_holders_complete", complete),
        ]
    }
}

impl WideReach {
    /// One more resource, reached on these paths.
    fn grow(&mut self, over: Over, paths: &BTreeSet<&str>) {
        let whole = WHOLE.iter().any(|way| paths.contains(way));
        let inside = paths.iter().any(|way| *way != PURGE_WAY);
        self.purge |= paths.contains(PURGE_WAY);
        let tally = match (whole, inside) {
            (true, _) => &mut self.whole,
            (false, _) => &mut self.inside,
        };
        match over {
            Over::Account if inside => tally.accounts += 1,
            Over::Account => {}
            Over::Store => tally.stores += 1,
            Over::Agents => self.agents += 1,
            Over::Data => self.data += 1,
        }
    }

    /// What follows "may".
    fn words(&self) -> String {
        let accounts = |count| counted(count, "Foundry account");
        let stores = |count| counted(count, "store");
        let both = |verb: &str, tally: ReachTally| {
            let what: Vec<String> =
                [accounts(tally.accounts), stores(tally.stores)].into_iter().flatten().collect();
            (!what.is_empty()).then(|| format!("{verb} {}", listed(&what)))
        };
        let clauses = [
            both("delete", self.whole),
            both("delete what is in", self.inside),
            self.purge.then(|| "purge deleted Foundry accounts".to_owned()),
            stores(self.data).map(|stores| format!("change the data of {stores}")),
            accounts(self.agents).map(|accounts| format!("change the agents of {accounts}")),
        ];
        let clauses: Vec<String> = clauses.into_iter().flatten().collect();
        listed(&clauses)
    }
}

/// `1 store`, `2 stores`; nothing for none.
fn counted(number: usize, noun: &str) -> Option<String> {
    (number > 0).then(|| count(number, noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(grown: &[(Over, &[&str])]) -> String {
        let mut reach = WideReach::default();
        for (over, paths) in grown {
            reach.grow(*over, &paths.iter().copied().collect());
        }
        reach.words()
    }

    #[test]
    fn what_is_within_reach_is_said_in_a_sentence() {
        let everything: &[(Over, &[&str])] = &[
            (Over::Account, &["account", "projects", "purge"]),
            (Over::Account, &["resource group"]),
            (Over::Store, &["service"]),
            (Over::Data, &["key"]),
            (Over::Agents, &["write"]),
        ];
        assert_eq!(
            words(everything),
            "delete 2 Foundry accounts and 1 store, purge deleted Foundry accounts, change the data of 1 store and change the agents of 1 Foundry account"
        );
    }

    #[test]
    fn what_is_inside_is_not_the_resource_and_a_purge_is_neither() {
        let inside: &[(Over, &[&str])] = &[
            (Over::Account, &["projects"]),
            (Over::Store, &["databases", "containers"]),
            (Over::Account, &["purge"]),
        ];
        assert_eq!(
            words(inside),
            "delete what is in 1 Foundry account and 1 store and purge deleted Foundry accounts"
        );
    }
}
