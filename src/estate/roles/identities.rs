//! Identities: which of two a project uses, and whether role assignments lead to anybody.

use super::Roles;
use crate::catalogue::Identity;
use crate::estate::bindings::{Binding, ProjectBindings};
use crate::estate::index::Lack;
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::BTreeSet;

/// The object ids of all identities in the audit.
pub(in crate::estate) type Identities = BTreeSet<String>;

impl Roles<'_> {
    /// With both kinds of identity attached, a role of the system-assigned one on a bound store settles that it is used.
    pub(in crate::estate) fn uses_system_identity(
        &self,
        identity: &Identity,
        bindings: &ProjectBindings,
    ) -> Option<Fact<bool>> {
        let system = identity.system_principal.known()?.as_ref()?;
        let stores = bindings.bindings.iter().filter_map(Binding::store);
        stores
            .map(|(_, id)| id)
            .map(|id| self.assignments_at(id))
            .find(|at| at.rows.iter().any(|row| row.principal == *system))
            .map(|at| Fact::Known(true, at.evidence))
    }

    /// Whether every role given on a store or in it leads to somebody that exists.
    pub(in crate::estate) fn orphan_facts(
        &self,
        kind: Kind,
        id: &ResourceId,
        known: &Identities,
        gone: &Identities,
    ) -> Vec<(&'static str, Fact)> {
        let reaching = self.assignments_at(id);
        let mut evidence = reaching.evidence;
        let mut orphans = BTreeSet::new();
        let mut open = reaching.lack;
        let mut holders: BTreeSet<String> = BTreeSet::new();
        for row in reaching.rows.iter().filter(|row| id.covers(&row.scope)) {
            let nobody = row.principal_type.eq_ignore_ascii_case("Unknown");
            match nobody || gone.contains(&row.principal) {
                true => orphans.insert(row.principal.clone()),
                false => holders.insert(row.principal.clone()),
            };
        }
        if kind == Kind::CosmosAccount {
            let (rows, lack, of_sql) = self.sql_rows(id);
            evidence = evidence.and(&of_sql);
            open = open.or(lack);
            let (dead, others): (Vec<_>, Vec<_>) =
                rows.into_iter().map(|row| row.principal).partition(|one| gone.contains(one));
            orphans.extend(dead);
            holders.extend(others);
        }
        let stranger = holders.iter().find(|principal| !known.contains(*principal));
        let open = open.or_else(|| {
            let stranger = stranger?;
            let what = format!("whether {stranger} still exists (Microsoft Graph tells)");
            Some((Why::Unresolved(what), evidence.clone()))
        });
        let resolve = match (orphans.is_empty(), open) {
            (false, _) => Fact::Known(false, evidence.clone()),
            (true, Some((why, at))) => Fact::Missing(why, at),
            (true, None) => Fact::Known(true, evidence.clone()),
        };
        vec![
            ("principals_resolve", resolve.erase()),
            ("orphaned_principals", Fact::Known(Value::set(orphans), evidence)),
        ]
    }
}

pub(super) fn members_of(principal: &str) -> Lack {
    let what = format!("whether the identity is a member of {principal} (Microsoft Graph tells)");
    (Why::Unresolved(what), Provenance::None)
}
