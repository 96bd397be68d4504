//! Who may destroy what agents keep. One list of role assignments per subscription is best: it holds those at, above and
//! below. Where it was refused, the list at a resource still proves the rights that it shows, but never that there are no
//! others: it may be filtered by what the reader may see.
//!
//! An assignment under a condition proves neither that its holder may nor that they may not: what hangs on one is unknown.
//! So is what a role may do whose definition wasn't read and isn't in the embedded table of built-in roles.

mod deploy;
mod holder;
mod holders;
mod identities;
mod images;
mod needs;
mod removal;
mod restore;
mod standing;
mod tools;
mod ways;
mod wide;
mod words;

use super::index::{Index, Lack, Listing};
use crate::catalogue::{
    self, Operation, Operations, ReadKind, RoleAssignment, RoleDefinition, SqlRoleAssignment,
    SqlRoleDefinition,
};
use crate::model::{Fact, Provenance, ResourceId, Why};
use std::collections::{BTreeMap, BTreeSet};

pub(super) use identities::Identities;
pub(super) use needs::Holder;
pub(super) use standing::Bearers;
pub(super) use wide::Wide;
use words::may_be_group;

/// All role assignments of a snapshot, ready to be looked up by what they reach.
pub(super) struct Roles<'a> {
    index: &'a Index<'a>,
    /// By subscription.
    standing: BTreeMap<ResourceId, Assigned>,
    /// By resource, where the subscription's list was refused.
    at: BTreeMap<ResourceId, Assigned>,
    /// By subscription.
    eligible: BTreeMap<ResourceId, Assigned>,
    definitions: BTreeMap<ResourceId, Fact<RoleDefinition>>,
    /// Object ids that an assignment says to be no groups.
    no_groups: BTreeSet<String>,
}

/// The assignments of one list, by scope.
struct Assigned {
    /// From management groups and the root.
    above: Vec<RoleAssignment>,
    by_scope: BTreeMap<String, Vec<RoleAssignment>>,
    /// The scopes in a subscription at which each principal holds roles.
    by_principal: BTreeMap<String, BTreeSet<String>>,
    lack: Option<Lack>,
    evidence: Provenance,
}

/// The assignments that reach a resource.
pub(super) struct Reaching<'r> {
    /// At it, above it and below it.
    pub(super) rows: Vec<&'r RoleAssignment>,
    /// Why there may be more.
    pub(super) lack: Option<Lack>,
    /// The list or lists.
    pub(super) evidence: Provenance,
}

/// What one assignment allows.
pub(super) struct Right<'r> {
    /// Name of its role.
    pub(super) role: &'r str,
    /// What it allows.
    pub(super) sure: Operations,
    /// What it allows where a condition holds.
    pub(super) perhaps: Operations,
    /// What its role allows without a condition of the role's own.
    pub(super) granted: Operations,
}

impl Assigned {
    fn new(listing: Listing<RoleAssignment>) -> Self {
        let mut assigned = Self {
            above: vec![],
            by_scope: BTreeMap::new(),
            by_principal: BTreeMap::new(),
            lack: listing.lack,
            evidence: listing.evidence,
        };
        for row in listing.items {
            match row.is_above_subscriptions() {
                true => assigned.above.push(row),
                false => {
                    let scope = row.scope.folded().to_owned();
                    let scopes = assigned.by_principal.entry(row.principal.clone());
                    scopes.or_default().insert(scope.clone());
                    assigned.by_scope.entry(scope).or_default().push(row);
                }
            }
        }
        assigned
    }

    fn rows(&self) -> impl Iterator<Item = &RoleAssignment> {
        self.above.iter().chain(self.by_scope.values().flatten())
    }

    fn reaching<'s, 'i>(
        &'s self,
        id: &'i ResourceId,
    ) -> impl Iterator<Item = &'s RoleAssignment> + use<'s, 'i> {
        let at_or_above = prefixes(id.folded()).filter_map(|scope| self.by_scope.get(scope));
        // Keys sort by bytes, so what lies below follows the id and a slash, and ends where that beginning does.
        let below = format!("{}/", id.folded());
        let below = self
            .by_scope
            .range(below.clone()..)
            .take_while(move |(scope, _)| scope.starts_with(&below))
            .map(|(_, rows)| rows);
        self.above.iter().chain(at_or_above.chain(below).flatten())
    }
}

/// An id itself and every scope above it: what ends before one of its slashes.
fn prefixes(folded: &str) -> impl Iterator<Item = &str> {
    let ends = folded.match_indices('/').map(|(at, _)| at).skip(1);
    ends.chain([folded.len()]).map(|end| &folded[..end])
}

impl<'a> Roles<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        let lists = |read| {
            let scopes = index.scopes(read);
            let listed = scopes.map(|scope| (scope.clone(), assigned(index, read, scope)));
            listed.collect::<BTreeMap<_, _>>()
        };
        let definitions = index.scopes(ReadKind::ROLE_DEFINITION);
        let standing = lists(ReadKind::ROLE_ASSIGNMENTS);
        let at = lists(ReadKind::ROLE_ASSIGNMENTS_AT);
        let rows = standing.values().chain(at.values()).flat_map(Assigned::rows);
        let singles = rows.filter(|row| !may_be_group(&row.principal_type));
        let no_groups = singles.map(|row| row.principal.clone()).collect();
        Self {
            standing,
            at,
            no_groups,
            eligible: lists(ReadKind::ELIGIBLE_ROLES),
            definitions: definitions.map(|id| (id.clone(), definition(index, id))).collect(),
            index,
        }
    }

    /// The role assignments that reach a resource: those at it, above it and below it.
    pub(super) fn assignments_at<'r>(&'r self, id: &ResourceId) -> Reaching<'r> {
        let mut reaching = Reaching::of(self.standing.get(&id.subscription_scope()), id);
        if reaching.lack.is_some()
            && let Some(here) = self.at.get(id)
        {
            let more = here.reaching(id);
            let more: Vec<_> = more.filter(|row| !reaching.rows.contains(row)).collect();
            reaching.rows.extend(more);
            reaching.evidence = reaching.evidence.and(&here.evidence);
        }
        reaching
    }

    /// The assignments that somebody may activate, as far as they reach a resource.
    fn eligible_at<'r>(&'r self, id: &ResourceId) -> Reaching<'r> {
        Reaching::of(self.eligible.get(&id.subscription_scope()), id)
    }

    /// What an assignment allows. Missing if nobody knows what its role may do.
    fn right<'r>(&'r self, row: &RoleAssignment, subscription: &ResourceId) -> Fact<Right<'r>> {
        let right = |role: &'r RoleDefinition| {
            let (sure, perhaps) = match row.conditional {
                false => (role.grants, role.perhaps),
                true => (Operations::default(), role.grants.and(role.perhaps)),
            };
            Right { role: &role.name, sure, perhaps, granted: role.grants }
        };
        if let Some(role) = catalogue::built_in(&row.role) {
            return Fact::Known(right(role), Provenance::None);
        }
        let id = catalogue::definition_id(subscription, &row.role);
        match id.and_then(|id| self.definitions.get(&id)) {
            Some(Fact::Known(role, evidence)) => Fact::Known(right(role), evidence.clone()),
            Some(Fact::Missing(why, evidence)) => Fact::Missing(why.clone(), evidence.clone()),
            None => Fact::Missing(Why::NotRead, Provenance::None),
        }
    }

    /// The data roles given in a Cosmos DB account, each with its definition; and why there may be more.
    fn sql_rows(&self, id: &ResourceId) -> (Vec<SqlRow>, Option<Lack>, Provenance) {
        let rows = self.index.list(ReadKind::SQL_ROLE_ASSIGNMENTS, id);
        let rows = rows.parse(catalogue::sql_role_assignment);
        let roles = self.index.list(ReadKind::SQL_ROLE_DEFINITIONS, id);
        let roles = roles.parse(catalogue::sql_role_definition);
        let by_id: BTreeMap<&str, &SqlRoleDefinition> =
            roles.items.iter().map(|role| (role.id.as_str(), role)).collect();
        let unread = (Why::Unresolved("a data role of Cosmos DB".into()), roles.evidence.clone());
        let with_role = |row: &SqlRoleAssignment| SqlRow {
            principal: row.principal.clone(),
            scope: row.scope.clone(),
            role: match by_id.get(row.role.as_str()) {
                Some(role) => Ok((*role).clone()),
                None => Err(roles.lack.clone().unwrap_or_else(|| unread.clone())),
            },
        };
        let evidence = rows.evidence.and(&roles.evidence);
        (rows.items.iter().map(with_role).collect(), rows.lack, evidence)
    }
}

/// A data role of Cosmos DB in somebody's hands.
struct SqlRow {
    principal: String,
    scope: ResourceId,
    /// What it is, or why that isn't known.
    role: Result<SqlRoleDefinition, Lack>,
}

impl<'r> Reaching<'r> {
    fn of(list: Option<&'r Assigned>, id: &ResourceId) -> Self {
        match list {
            Some(list) => Self {
                rows: list.reaching(id).collect(),
                lack: list.lack.clone(),
                evidence: list.evidence.clone(),
            },
            None => Self {
                rows: vec![],
                lack: Some((Why::NotRead, Provenance::None)),
                evidence: Provenance::None,
            },
        }
    }
}

fn assigned(index: &Index<'_>, read: ReadKind, scope: &ResourceId) -> Assigned {
    let mut listing = index.list(read, scope).parse(catalogue::role_assignment);
    if read != ReadKind::ELIGIBLE_ROLES && listing.items.is_empty() {
        // Whoever read it holds a role there themselves, and a role that Lighthouse gave them is in no list.
        let why = Why::Unresolved(EMPTY.into());
        listing.lack = listing.lack.or(Some((why, listing.evidence.clone())));
    }
    Assigned::new(listing)
}

/// What an empty list of role assignments leaves open.
const EMPTY: &str = "who holds roles (the list is empty, though its reader must hold one)";

fn definition(index: &Index<'_>, id: &ResourceId) -> Fact<RoleDefinition> {
    index.one(ReadKind::ROLE_DEFINITION, id).fact(catalogue::role_definition)
}

/// Whether an operation on a resource, or on what hangs on it, is within an assignment's scope.
fn within(operation: Operation, scope: &ResourceId, id: &ResourceId) -> bool {
    if catalogue::is_above_subscriptions(scope) {
        return true;
    }
    let on_resources = scope.folded().contains("/providers/");
    if !scope.covers(id) {
        // Below it: the scope has to hold what the operation is done to.
        let of = scope.resource_type().unwrap_or_default();
        // Agents are in projects, though the actions on them are named after the account. One agent or one application is
        // not the agents of the account.
        if matches!(
            operation,
            Operation::WriteAgents | Operation::DeleteAgents | Operation::ActOnAgents
        ) {
            return of == "microsoft.cognitiveservices/accounts/projects";
        }
        let rest = operation.on().strip_prefix(of.as_str());
        return rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    }
    match operation {
        Operation::DeleteGroup | Operation::WriteCosmos => !on_resources,
        // A deleted account lies in no resource group.
        Operation::PurgeAccount => scope.resource_group().is_none() && !on_resources,
        _ => true,
    }
}
