//! The estate as one subject: what holds for everything in scope taken together. Statements about the platform and what a
//! person must sign are about it, so that they are said once and not for each project.

use super::accounts::has_projects;
use super::bindings::ProjectBindings;
use super::drafting::Facts;
use super::graph::{AccountNode, Graph};
use super::{Presence, Subject};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::BTreeSet;

/// The subject. A list that couldn't be read leaves numbers open; yes and no are known as soon as one account decides.
pub(super) fn subject<'a>(
    graph: &Graph,
    bindings: impl Iterator<Item = &'a ProjectBindings>,
    declares_workloads: bool,
) -> Subject {
    let mut facts = Facts::new(Kind::Estate, &ResourceId::new("/"), &Provenance::None);
    let all = |own: &dyn Fn(&AccountNode) -> Fact<i64>| {
        let counts = graph.accounts.iter().map(own);
        let counts = Fact::collect(counts.chain(lacks(graph)));
        counts.map(|counts| counts.iter().sum::<i64>()).erase()
    };
    let modes = bindings.map(|one| one.mode().map(|mode| i64::from(mode == "standard")));
    let unlisted = graph.accounts.iter().map(|account| account.projects.count().map(|_| 0));
    let standard = Fact::collect(modes.chain(unlisted).chain(lacks(graph)));
    let has = graph.accounts.iter().map(has_projects);
    facts.extend([
        (
            "subscriptions",
            Fact::Known(Value::Int(number(graph.subscriptions.len())), Provenance::None),
        ),
        ("foundry_accounts", all(&|account| Fact::Known(1, account.evidence.clone()))),
        ("projects", all(&|account| account.projects.count())),
        ("standard_projects", standard.map(|modes| modes.iter().sum::<i64>()).erase()),
        ("account_regions", regions(graph).erase()),
        (
            "asks_about_workloads",
            match declares_workloads {
                true => Fact::Known(false.into(), Provenance::None),
                false => Fact::any(has.clone().chain(lacks(graph))).erase(),
            },
        ),
        ("has_projects", Fact::any(has.chain(lacks(graph))).erase()),
        ("in_several_regions", in_several_regions(graph).erase()),
        ("has_system_identity", has_system_identity(graph).erase()),
        ("has_vault_connection", has_vault_connection(graph).erase()),
    ]);
    let mut subject = facts.subject(Presence::Found, None);
    "estate".clone_into(&mut subject.name);
    subject
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The lists of accounts that are incomplete.
fn lacks<T>(graph: &Graph) -> impl Iterator<Item = Fact<T>> {
    graph.lacks.iter().map(|(_, lack)| lack.into())
}

/// One project that is known to have such an identity settles it.
fn has_system_identity(graph: &Graph) -> Fact<bool> {
    let has = graph.accounts.iter().flat_map(|account| {
        let own = account.projects.items.iter().map(|project| {
            let types = project.row.identity.types.clone();
            types.map(|types| types.iter().any(|ty| ty == "SystemAssigned"))
        });
        own.chain(account.projects.rest())
    });
    Fact::any(has.chain(lacks(graph)))
}

/// One account that is known to have such a connection settles it.
fn has_vault_connection(graph: &Graph) -> Fact<bool> {
    let has = graph.accounts.iter().flat_map(|account| {
        let connections = &account.connections;
        let own = connections.items.iter().map(|connection| {
            let category = connection.facts.iter().find(|(name, _)| *name == "category");
            let category = category.map(|(_, category)| category.clone());
            let is_vault = |category: Value| {
                let text = category.as_text();
                text.is_some_and(|text| text.eq_ignore_ascii_case("AzureKeyVault"))
            };
            category.map_or(Fact::Missing(Why::NotRead, Provenance::None), |category| {
                category.map(is_vault)
            })
        });
        own.chain(connections.rest())
    });
    Fact::any(has.chain(lacks(graph)))
}

fn regions(graph: &Graph) -> Fact<Vec<String>> {
    let names = graph.accounts.iter().map(|account| {
        let region = account.row.region.clone();
        region.map(|region| region.name().to_owned())
    });
    Fact::collect(names.chain(lacks(graph))).map(|names| {
        let names: BTreeSet<String> = names.into_iter().collect();
        names.into_iter().collect()
    })
}

/// Two regions that are known settle it.
fn in_several_regions(graph: &Graph) -> Fact<bool> {
    let known = graph.accounts.iter().filter_map(|account| account.row.region.known());
    let several = known.collect::<BTreeSet<_>>().len() > 1;
    let all = regions(graph);
    match all {
        _ if several => {
            let evidence = graph.accounts.iter().map(|account| &account.evidence);
            Fact::Known(true, evidence.fold(Provenance::None, |all, one| all.and(one)))
        }
        Fact::Known(_, evidence) => Fact::Known(false, evidence),
        Fact::Missing(why, evidence) => Fact::Missing(why, evidence),
    }
}
