//! The settings that both accounts must share, and the projects that the config names.

use super::difference::{Compared, Difference, Differences};
use super::side::{Side, local};
use crate::model::{Fact, Value};

/// The settings of an account that both sides must share, by the names of their facts.
const SETTINGS: [(&str, &str); 7] = [
    ("sku", "pricing tier"),
    ("public_network_access", "public network access"),
    ("default_network_action", "default action of the network rules"),
    ("network_injections", "network injection"),
    ("local_auth_disabled", "keys turned off"),
    ("customer_managed_key", "customer-managed key"),
    ("identity_types", "identity"),
];

/// The settings that differ.
pub(super) fn settings(primary: &Side<'_>, standby: &Side<'_>) -> Differences {
    let compare = |(fact, title): (&'static str, &'static str)| {
        local(&primary.account.row.facts, fact).then(|one| {
            local(&standby.account.row.facts, fact).map(|other| {
                (one != other).then_some(Difference {
                    what: Compared::Setting { fact, title },
                    primary: Some(one),
                    standby: Some(other),
                })
            })
        })
    };
    Fact::collect(SETTINGS.map(compare)).map(|all| all.into_iter().flatten().collect())
}

/// The named projects that the standby hasn't.
pub(super) fn projects(wanted: &[String], standby: &Side<'_>) -> Differences {
    let there = &standby.account.projects;
    let has = |name: &str| {
        let mut items = there.items.iter();
        items.any(|project| project.row.id.name().eq_ignore_ascii_case(name))
    };
    let missing = wanted.iter().filter(|name| !has(name));
    let missing: Vec<Difference> = missing
        .map(|name| Difference::missing(Compared::Project(name.clone()), Value::text(name)))
        .collect();
    match &there.lack {
        // Those that were seen are there, whatever else the list holds.
        Some(lack) if !missing.is_empty() => lack.into(),
        Some(_) | None => Fact::Known(missing, there.evidence.clone()),
    }
}
