//! Identities of projects: whether they hold the rights that agents need, and whether role assignments lead to anybody.

use super::holders::conditional;
use super::{Roles, within};
use crate::catalogue::{Identity, Operation};
use crate::estate::bindings::{Binding, Bound, ProjectBindings};
use crate::estate::index::Lack;
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::BTreeSet;

/// The object ids of all identities in the audit.
pub(in crate::estate) type Identities = BTreeSet<String>;

impl Roles<'_> {
    /// What a project's identities lack at the stores that it binds.
    pub(in crate::estate) fn project_facts(
        &self,
        identity: &Identity,
        bindings: &ProjectBindings,
    ) -> Vec<(&'static str, Fact)> {
        let mut missing = BTreeSet::new();
        let mut open: Option<Lack> = None;
        let mut seen = Provenance::None;
        let complete = bindings.complete();
        for binding in &bindings.bindings {
            // MOD-003 reports those that are gone; nobody needs a right there.
            if binding.exists.known() == Some(&false) {
                continue;
            }
            let lacking = self.lacking_at(binding, identity);
            seen = seen.and(lacking.provenance());
            match lacking {
                Fact::Known(None, _) => {}
                Fact::Known(Some(store), _) => {
                    missing.insert(format!("{} in {store}", binding.role.as_str()));
                }
                Fact::Missing(why, at) => {
                    open.get_or_insert((why, at));
                }
            }
        }
        if let Fact::Missing(why, at) = complete {
            open.get_or_insert((why, at));
        }
        let fact = match (missing.is_empty(), open) {
            (true, Some((why, at))) => Fact::Missing(why, at),
            (true, None) | (false, _) => Fact::Known(Value::set(missing), seen),
        };
        let exists = bindings.bindings.iter().map(|one| one.exists.clone());
        let has_live_store = Fact::any(exists.chain([bindings.complete().map(|_| false)]));
        vec![("missing_data_rights", fact), ("has_live_store", has_live_store.erase())]
    }

    /// The store of a binding if the identity lacks the right there, and nothing if it holds it. What is lacking counts
    /// only in a store that is known to be there.
    fn lacking_at<'b>(&self, binding: &'b Binding, identity: &Identity) -> Fact<Option<&'b str>> {
        match &binding.bound {
            Fact::Known(Bound::Store(kind, id), _) => {
                let held = identity.principals();
                let held = held.then(|principals| self.may_write(*kind, id, &principals));
                held.then(|held| match held {
                    true => Fact::Known(None, Provenance::None),
                    false => binding.exists.clone().map(|_| Some(id.name())),
                })
            }
            Fact::Known(Bound::Dead, _) => Fact::Known(None, Provenance::None),
            Fact::Missing(why, at) => Fact::Missing(why.clone(), at.clone()),
        }
    }

    /// Whether one of these principals may write and delete what agents keep in a store. A right may also come by a group,
    /// whose members Azure Resource Manager doesn't show.
    fn may_write(&self, kind: Kind, id: &ResourceId, principals: &[String]) -> Fact<bool> {
        let needed: &[Operation] = match kind {
            Kind::CosmosAccount => return self.may_write_items(id, principals),
            Kind::SearchService => &[Operation::WriteDocuments, Operation::DeleteDocuments],
            Kind::StorageAccount => &[Operation::WriteBlobs, Operation::DeleteBlobs],
            // Nothing to hold would be held by all.
            other => {
                let what = format!("what may write to a {}", other.title());
                return Fact::Missing(Why::Unresolved(what), Provenance::None);
            }
        };
        let reaching = self.assignments_at(id);
        let subscription = id.subscription_scope();
        let mut open = reaching.lack.clone();
        let mut held: BTreeSet<(&str, Operation)> = BTreeSet::new();
        for row in &reaching.rows {
            let own = principals.contains(&row.principal);
            let by_group = row.principal_type.to_lowercase().ends_with("group");
            if !own && !by_group {
                continue;
            }
            let right = match self.right(row, &subscription) {
                Fact::Known(right, _) => right,
                Fact::Missing(why, at) => {
                    open.get_or_insert((why, at));
                    continue;
                }
            };
            for operation in needed {
                let reaches = within(*operation, &row.scope, id);
                if own && reaches && right.sure.has(*operation) {
                    held.insert((&row.principal, *operation));
                } else if reaches && right.sure.and(right.perhaps).has(*operation) {
                    open.get_or_insert_with(|| match own {
                        true => conditional(right.role),
                        false => members_of(&row.principal),
                    });
                }
            }
        }
        let all = |principal: &String| needed.iter().all(|op| held.contains(&(principal, *op)));
        match (principals.iter().any(all), open) {
            (true, _) => Fact::Known(true, reaching.evidence),
            (false, None) => Fact::Known(false, reaching.evidence),
            (false, Some((why, at))) => Fact::Missing(why, at.and(&reaching.evidence)),
        }
    }

    /// Cosmos DB doesn't say whether a principal is a group, so somebody else's data role may be one's own.
    fn may_write_items(&self, id: &ResourceId, principals: &[String]) -> Fact<bool> {
        let (rows, lack, evidence) = self.sql_rows(id);
        let mut open = lack;
        for row in &rows {
            let own = principals.contains(&row.principal);
            match &row.role {
                Ok(role) if role.writes && own => return Fact::Known(true, evidence),
                Ok(role) if role.writes => {
                    open.get_or_insert_with(|| members_of(&row.principal));
                }
                Ok(_) => {}
                Err(lack) => {
                    open.get_or_insert_with(|| lack.clone());
                }
            }
        }
        match open {
            None => Fact::Known(false, evidence),
            Some((why, at)) => Fact::Missing(why, at.and(&evidence)),
        }
    }

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
    ) -> Vec<(&'static str, Fact)> {
        let reaching = self.assignments_at(id);
        let mut evidence = reaching.evidence;
        let mut orphans = BTreeSet::new();
        let mut open = reaching.lack;
        let mut holders: BTreeSet<String> = BTreeSet::new();
        for row in reaching.rows.iter().filter(|row| id.covers(&row.scope)) {
            match row.principal_type.eq_ignore_ascii_case("Unknown") {
                true => orphans.insert(row.principal.clone()),
                false => holders.insert(row.principal.clone()),
            };
        }
        if kind == Kind::CosmosAccount {
            let (rows, lack, of_sql) = self.sql_rows(id);
            evidence = evidence.and(&of_sql);
            open = open.or(lack);
            holders.extend(rows.into_iter().map(|row| row.principal));
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
