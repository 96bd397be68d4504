//! Roles of users and groups. Identities of services are left out: those of the primary's projects have no business on the
//! standby.

use super::difference::{Compared, Difference, Differences};
use super::side::Side;
use crate::catalogue;
use crate::estate::roles::Roles;
use crate::model::{Fact, Provenance, Value};
use std::collections::BTreeSet;

/// Principal and role.
type HeldRole = BTreeSet<(String, String)>;

/// Whether a user or a group holds a role that reaches the primary.
pub(super) fn are_held(roles: &Roles<'_>, primary: &Side<'_>, standby: &Side<'_>) -> Fact<bool> {
    let there = projects(standby);
    there.then(|there| held(roles, primary, &there).map(|held| !held.is_empty()))
}

/// The roles on the primary that their holders don't have on the standby.
pub(super) fn missing(roles: &Roles<'_>, primary: &Side<'_>, standby: &Side<'_>) -> Differences {
    projects(standby).then(|there| {
        held(roles, primary, &there).then(|ours| {
            held(roles, standby, &there).map(|theirs| {
                let missing = ours.difference(&theirs);
                missing.map(|(principal, role)| difference(principal, role)).collect()
            })
        })
    })
}

fn difference(principal: &str, role: &str) -> Difference {
    let name = catalogue::built_in(role).map_or(role, |known| &known.name);
    let what = Compared::UserRole { role: name.to_owned(), principal: principal.to_owned() };
    Difference::missing(what, Value::text(role))
}

/// The names of an account's projects, in lower case.
fn projects(side: &Side<'_>) -> Fact<BTreeSet<String>> {
    let listing = &side.account.projects;
    listing.rest().unwrap_or_else(|| {
        let names = listing.items.iter().map(|project| project.row.id.name().to_lowercase());
        Fact::Known(names.collect(), Provenance::None)
    })
}

/// Who holds what, wherever it was given: at the account, above or below. A role on a project that the standby doesn't have
/// is none of its business: whether it must have the project is asked elsewhere.
fn held(roles: &Roles<'_>, side: &Side<'_>, projects: &BTreeSet<String>) -> Fact<HeldRole> {
    let account = &side.account.row.id;
    let reaching = roles.assignments_at(account);
    if let Some((why, at)) = reaching.lack {
        return Fact::Missing(why, at);
    }
    let people = reaching.rows.iter().filter(|row| {
        let person = !["ServicePrincipal", "Unknown"]
            .iter()
            .any(|no| row.principal_type.eq_ignore_ascii_case(no));
        let of_project = account.covers(&row.scope) && row.scope != *account;
        person && (!of_project || projects.contains(&row.scope.name().to_lowercase()))
    });
    let held = people.map(|row| (row.principal.clone(), row.role.clone()));
    Fact::Known(held.collect(), reaching.evidence)
}
