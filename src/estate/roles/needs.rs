//! What the identity of a project needs at the stores that it binds, and what it lacks there: the roles of Microsoft's
//! set-up (Standard agent setup, 2026-03-19; Use your own resources, 2026-08-21), each at the scope that the runtime needs.
//! A right may also come by a group, whose members Azure Resource Manager doesn't show.

use super::holders::conditional;
use super::identities::{Identities, members_of};
use super::{Right, Roles};
use crate::catalogue::{GrantCondition, Operation, RoleAssignment, is_above_subscriptions};
use crate::estate::bindings::{Binding, Bound, ProjectBindings};
use crate::estate::index::Lack;
use crate::estate::sharing::{same_guid, workspace_of};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// One right that agents need at a store.
struct Need {
    operations: &'static [Operation],
    /// The role of Microsoft's set-up that holds it.
    role: &'static str,
    /// Endings of the project's own containers in which it is enough to hold it.
    containers: &'static [&'static str],
}

/// The runtime makes an index for each vector store.
const SEARCH: &[Need] = &[
    Need {
        operations: &[Operation::WriteDocuments, Operation::DeleteDocuments],
        role: "Search Index Data Contributor",
        containers: &[],
    },
    Need {
        operations: &[Operation::WriteIndexes],
        role: "Search Service Contributor",
        containers: &[],
    },
];

const STORAGE: &[Need] = &[
    Need {
        operations: &[Operation::WriteBlobs, Operation::DeleteBlobs],
        role: "Storage Blob Data Contributor",
        containers: &["-azureml-blobstore"],
    },
    Need {
        operations: &[Operation::TagBlobs],
        role: "Storage Blob Data Owner on its agents' container",
        containers: &["-agents-blobstore", "-azureml-agent"],
    },
];

/// The data role of Cosmos DB.
const ITEMS: &str = "Cosmos DB Built-in Data Contributor";
/// The database that the runtime keeps threads in.
const DATABASE: &str = "/dbs/enterprise_memory";

/// Whose rights are looked for: the identities of a project that exist.
pub(in crate::estate) struct Holder<'h> {
    pub(in crate::estate) principals: Fact<Vec<String>>,
    pub(in crate::estate) internal_id: &'h Fact<Option<String>>,
    /// Identities of the audit: none of them is a group.
    pub(in crate::estate) known: &'h Identities,
}

/// Whether an assignment gives something, where nothing but evidence is in the way.
enum Given {
    Yes,
    No,
    Open(Lack),
}

impl Roles<'_> {
    /// What a project's identities lack at the stores that it binds.
    pub(in crate::estate) fn project_facts(
        &self,
        holder: &Holder<'_>,
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
            let lacking = self.lacking_at(binding, holder);
            seen = seen.and(lacking.provenance());
            match lacking {
                Fact::Known(None, _) => {}
                Fact::Known(Some(lacking), _) => {
                    missing.insert(lacking);
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
            (true, None) | (false, _) => Fact::Known(Value::texts(missing), seen),
        };
        let exists = bindings.bindings.iter().map(|one| one.exists.clone());
        let has_live_store = Fact::any(exists.chain([bindings.complete().map(|_| false)]));
        vec![("missing_data_rights", fact), ("has_live_store", has_live_store.erase())]
    }

    /// What the identities lack at the store of a binding, in words; nothing if one of them holds all of it. What is
    /// lacking counts only in a store that is known to be there.
    fn lacking_at(&self, binding: &Binding, holder: &Holder<'_>) -> Fact<Option<String>> {
        match &binding.bound {
            Fact::Known(Bound::Store(kind, id), _) => {
                let lacking = holder.principals.clone().then(|principals| match kind {
                    Kind::CosmosAccount => self.lacking_items(id, &principals, holder),
                    Kind::SearchService => self.lacking_roles(SEARCH, id, &principals, holder),
                    Kind::StorageAccount => self.lacking_roles(STORAGE, id, &principals, holder),
                    // Nothing to hold would be held by all.
                    other => {
                        let what = format!("what may write to a {}", other.title());
                        Fact::Missing(Why::Unresolved(what), Provenance::None)
                    }
                });
                lacking.then(|lacking| match lacking {
                    None => Fact::Known(None, Provenance::None),
                    Some(what) => {
                        let text = format!("{} in {} ({what})", binding.role.as_str(), id.name());
                        binding.exists.clone().map(|_| Some(text))
                    }
                })
            }
            Fact::Known(Bound::Dead, _) => Fact::Known(None, Provenance::None),
            Fact::Missing(why, at) => Fact::Missing(why.clone(), at.clone()),
        }
    }

    /// The roles that none of these principals holds at a store: those of whoever lacks the fewest.
    fn lacking_roles(
        &self,
        needs: &[Need],
        id: &ResourceId,
        principals: &[String],
        holder: &Holder<'_>,
    ) -> Fact<Option<String>> {
        let reaching = self.assignments_at(id);
        let subscription = id.subscription_scope();
        let mut held: BTreeSet<(&str, usize, Operation)> = BTreeSet::new();
        let mut open: BTreeMap<usize, Lack> = BTreeMap::new();
        for row in &reaching.rows {
            let own = principals.contains(&row.principal);
            if !own && !self.may_be_group(&row.principal, holder.known) {
                continue;
            }
            let right = self.right(row, &subscription);
            for (nth, need) in needs.iter().enumerate() {
                for operation in need.operations {
                    match given(row, &right, *operation, need, id, holder.internal_id) {
                        Given::No => {}
                        Given::Yes if own => {
                            held.insert((&row.principal, nth, *operation));
                        }
                        Given::Yes => {
                            open.entry(nth).or_insert_with(|| members_of(&row.principal));
                        }
                        Given::Open(lack) => {
                            open.entry(nth).or_insert(lack);
                        }
                    }
                }
            }
        }
        let lacking = |principal: &String| -> Vec<usize> {
            let lacks = |nth: &usize| {
                let mut needed = needs[*nth].operations.iter();
                needed.any(|operation| !held.contains(&(principal, *nth, *operation)))
            };
            (0..needs.len()).filter(lacks).collect()
        };
        let none = || (0..needs.len()).collect();
        let fewest = principals.iter().map(lacking).min_by_key(Vec::len).unwrap_or_else(none);
        if fewest.is_empty() {
            return Fact::Known(None, reaching.evidence);
        }
        let open = fewest.iter().find_map(|nth| open.get(nth).cloned());
        match reaching.lack.or(open) {
            Some((why, at)) => Fact::Missing(why, at.and(&reaching.evidence)),
            None => {
                let roles: Vec<&str> = fewest.iter().map(|nth| needs[*nth].role).collect();
                Fact::Known(Some(roles.join(", ")), reaching.evidence)
            }
        }
    }

    /// Cosmos DB doesn't say whether a principal is a group, so somebody else's data role may be one's own. A role on single
    /// containers doesn't reach those that the runtime makes later.
    fn lacking_items(
        &self,
        id: &ResourceId,
        principals: &[String],
        holder: &Holder<'_>,
    ) -> Fact<Option<String>> {
        let (rows, lack, evidence) = self.sql_rows(id);
        let mut open = lack;
        let mut held = 0;
        let mut narrow = false;
        for row in &rows {
            let own = principals.contains(&row.principal);
            if !own && !self.may_be_group(&row.principal, holder.known) {
                continue;
            }
            let reaches = reaches_items(id, &row.scope);
            match (&row.role, reaches) {
                (Ok(data), Given::No) => narrow |= own && data.writes(),
                (Err(_), Given::No) => {}
                (Ok(data), Given::Yes) if own => held |= data.verbs,
                (Ok(data), Given::Yes) if data.writes() => {
                    open.get_or_insert_with(|| members_of(&row.principal));
                }
                (Ok(data), Given::Open(lack)) if data.writes() => {
                    open.get_or_insert(lack);
                }
                (Ok(_), _) => {}
                (Err(lack), Given::Yes | Given::Open(_)) => {
                    open.get_or_insert_with(|| lack.clone());
                }
            }
        }
        if held == crate::catalogue::SqlRoleDefinition::ALL_VERBS {
            return Fact::Known(None, evidence);
        }
        match open {
            Some((why, at)) => Fact::Missing(why, at.and(&evidence)),
            None if narrow => {
                let what = "its data role doesn't cover the database enterprise_memory, in which the runtime makes containers";
                Fact::Known(Some(what.to_owned()), evidence)
            }
            None => Fact::Known(Some(ITEMS.to_owned()), evidence),
        }
    }

    /// Unless it is an identity of the audit, or an assignment says that it is none.
    fn may_be_group(&self, principal: &str, known: &Identities) -> bool {
        !known.contains(principal) && !self.no_groups.contains(principal)
    }
}

/// Whether an assignment gives an operation where agents need it.
fn given(
    row: &RoleAssignment,
    right: &Fact<Right<'_>>,
    operation: Operation,
    need: &Need,
    id: &ResourceId,
    internal_id: &Fact<Option<String>>,
) -> Given {
    let whole = is_above_subscriptions(&row.scope) || row.scope.covers(id);
    let own = || own_container(&row.scope, need, internal_id);
    let reaches = if whole { Given::Yes } else { own() };
    let right = match right {
        Fact::Known(right, _) => right,
        Fact::Missing(why, at) => {
            return match reaches {
                Given::No => Given::No,
                Given::Yes | Given::Open(_) => Given::Open((why.clone(), at.clone())),
            };
        }
    };
    if matches!(reaches, Given::No) || !right.sure.and(right.perhaps).has(operation) {
        return Given::No;
    }
    if right.sure.has(operation) {
        return reaches;
    }
    match (&row.condition, right.granted.has(operation)) {
        (Some(condition), true) => {
            let held =
                under(condition, operation, need, (!whole).then_some(&row.scope), internal_id);
            match held {
                Given::Yes => reaches,
                Given::No | Given::Open(_) => held,
            }
        }
        (Some(_) | None, _) => Given::Open(conditional(right.role)),
    }
}

/// Whether a condition lets an operation through in the containers that matter.
fn under(
    condition: &GrantCondition,
    operation: Operation,
    need: &Need,
    container: Option<&ResourceId>,
    internal_id: &Fact<Option<String>>,
) -> Given {
    let action = operation.action();
    if condition.allows_anywhere(action) {
        return Given::Yes;
    }
    if let Some(container) = container {
        return match condition.allows(action, container.name()) {
            true => Given::Yes,
            false => Given::No,
        };
    }
    match internal_id {
        Fact::Known(Some(guid), _) => {
            let mut names = need.containers.iter().map(|end| format!("{}{end}", dashed(guid)));
            match names.any(|name| condition.allows(action, &name)) {
                true => Given::Yes,
                false => Given::No,
            }
        }
        Fact::Known(None, at) => Given::Open((nameless(), at.clone())),
        Fact::Missing(why, at) => Given::Open((why.clone(), at.clone())),
    }
}

/// Whether a scope below the store is a container of the project that is enough for the need.
fn own_container(scope: &ResourceId, need: &Need, internal_id: &Fact<Option<String>>) -> Given {
    let name = scope.name().to_lowercase();
    let is_container = scope.resource_type().as_deref()
        == Some("microsoft.storage/storageaccounts/blobservices/containers");
    let fits = is_container && need.containers.iter().any(|end| name.ends_with(end));
    match (workspace_of(&name).filter(|_| fits), internal_id) {
        (None, _) => Given::No,
        (Some(guid), Fact::Known(Some(own), _)) => match same_guid(own, &guid) {
            true => Given::Yes,
            false => Given::No,
        },
        (Some(_), Fact::Known(None, at)) => Given::Open((nameless(), at.clone())),
        (Some(_), Fact::Missing(why, at)) => Given::Open((why.clone(), at.clone())),
    }
}

fn nameless() -> Why {
    Why::Unresolved("which containers are the project's".into())
}

/// An internal id as containers' names have it: 32 hex digits in five groups.
fn dashed(guid: &str) -> String {
    let bare: String = guid.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
    let parts: Option<Vec<&str>> =
        [0..8, 8..12, 12..16, 16..20, 20..32].into_iter().map(|part| bare.get(part)).collect();
    parts.map_or(bare.clone(), |parts| parts.join("-"))
}

/// Whether a scope in a Cosmos DB account covers what agents keep there.
fn reaches_items(id: &ResourceId, scope: &ResourceId) -> Given {
    let folded = scope.folded();
    let rest = folded.strip_prefix(id.folded()).unwrap_or(folded).trim_end_matches('/');
    let rest = rest.replace("/sqldatabases/", "/dbs/");
    match rest.as_str() {
        "" | DATABASE => Given::Yes,
        other if other.starts_with("/dbs/") => Given::No,
        _ => Given::Open((Why::Malformed, Provenance::None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_ids_are_written_as_in_names_of_containers() {
        let guid = "0f0e0d0c-0b0a-0908-0706-050403020100";
        assert_eq!(dashed("0F0E0D0C0B0A09080706050403020100"), guid);
        assert_eq!(dashed(guid), guid);
        assert_eq!(dashed("short"), "short");
    }

    #[test]
    fn a_data_role_counts_where_it_covers_what_agents_keep() {
        let account =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c";
        let covers = |rest: &str| {
            let scope = ResourceId::new(&format!("{account}{rest}"));
            match reaches_items(&ResourceId::new(account), &scope) {
                Given::Yes => "yes",
                Given::No => "no",
                Given::Open(_) => "open",
            }
        };
        for (scope, covered) in [
            ("", "yes"),
            ("/", "yes"),
            ("/dbs/enterprise_memory", "yes"),
            ("/DBS/Enterprise_Memory", "yes"),
            ("/sqlDatabases/enterprise_memory", "yes"),
            ("/dbs/other", "no"),
            ("/dbs/enterprise_memory/colls/x", "no"),
            ("/elsewhere", "open"),
        ] {
            assert_eq!(covers(scope), covered, "{scope}");
        }
    }
}
