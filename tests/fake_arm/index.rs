//! A world made ready for look-ups: resources by folded id, lists by folded path. Knows where a body is listed, not how it
//! is sent.

use super::address::{Address, Target};
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A world with its look-up tables.
#[derive(Debug)]
pub(crate) struct Index {
    /// The world.
    pub(crate) world: World,
    bodies: Vec<Value>,
    by_id: BTreeMap<String, usize>,
    lists: BTreeMap<String, Vec<usize>>,
    groups: BTreeMap<String, String>,
    locks: Vec<(String, Value)>,
}

impl Index {
    /// Indexes a world.
    pub(crate) fn of(mut world: World) -> Self {
        let mut index = Self {
            bodies: Vec::new(),
            by_id: BTreeMap::new(),
            lists: BTreeMap::new(),
            groups: groups_of(&world),
            locks: std::mem::take(&mut world.locks)
                .into_iter()
                .map(|lock| (scope_of(id_of(&lock)), lock))
                .collect(),
            world: World::default(),
        };
        for body in std::mem::take(&mut world.resources) {
            index.add_resource(body);
        }
        for body in std::mem::take(&mut world.deleted) {
            index.add_deleted(body);
        }
        for body in std::mem::take(&mut world.restorable) {
            index.add_restorable(body);
        }
        for subscription in &world.subscriptions {
            let plan = World::by_folded_key(&world.pricings, &subscription.id);
            index.add_resource(pricing(&subscription.id, plan));
        }
        index.world = world;
        index
    }

    /// The resource with this folded id.
    pub(crate) fn resource(&self, folded: &str) -> Option<&Value> {
        self.by_id.get(folded).map(|at| &self.bodies[*at])
    }

    /// What the caller may see of a list; empty if nothing is listed there.
    pub(crate) fn list(&self, folded: &str) -> Vec<&Value> {
        let listed = self.lists.get(folded).into_iter().flatten();
        listed
            .map(|at| &self.bodies[*at])
            .filter(|body| !self.world.denies(&fold(id_of(body))))
            .collect()
    }

    /// The ids of the resource groups below a folded subscription path, as written.
    pub(crate) fn groups(&self, subscription: &str) -> impl Iterator<Item = &str> {
        let inside = move |(id, _): &(&String, &String)| is_at_or_below(id, subscription);
        self.groups.iter().filter(inside).map(|(_, written)| written.as_str())
    }

    /// The id of a resource group as written, if there is such a group.
    pub(crate) fn group(&self, folded: &str) -> Option<&str> {
        self.groups.get(folded).map(String::as_str)
    }

    /// The locks that a list at this folded scope shows: at and above it, and below it too unless it is a resource.
    pub(crate) fn locks(&self, scope: &str, with_below: bool) -> Vec<&Value> {
        let shown = |of: &str| is_at_or_below(scope, of) || with_below && is_at_or_below(of, scope);
        let locks = self.locks.iter().filter(|(of, _)| shown(of));
        locks.map(|(_, lock)| lock).collect()
    }

    /// The role assignments that a list at this folded scope shows: at it, above it and below it.
    pub(crate) fn roles(&self, scope: &str, eligible: bool) -> Vec<&Value> {
        let all = match eligible {
            true => &self.world.eligible_roles,
            false => &self.world.role_assignments,
        };
        let shown = |assignment: &&Value| {
            let of = fold(assignment["properties"]["scope"].as_str().unwrap_or_default());
            of == "/"
                || of.starts_with("/providers/microsoft.management/")
                || is_at_or_below(scope, &of)
                || is_at_or_below(&of, scope)
        };
        all.iter().filter(shown).collect()
    }

    fn add_resource(&mut self, body: Value) {
        let address = Address::of(id_of(&body));
        assert_eq!(address.target, Target::Resource, "no resource id: {}", id_of(&body));
        let mut lists = vec![address.parent().to_owned()];
        if let Some(group) = address.group_id()
            && address.parent_resource().is_none()
        {
            let subscription = group.split("/resourcegroups/").next().unwrap_or_default();
            let of_type = fold(&address.resource_type);
            lists.push(format!("{subscription}/providers/{of_type}"));
        }
        self.add(address.folded, lists, body);
    }

    fn add_deleted(&mut self, body: Value) {
        let folded = fold(id_of(&body));
        let provider = folded.split("/locations/").next().unwrap_or_default();
        let lists = vec![format!("{provider}/deletedaccounts")];
        self.add(folded, lists, body);
    }

    fn add_restorable(&mut self, body: Value) {
        let folded = fold(id_of(&body));
        let provider = folded.split("/locations/").next().unwrap_or_default();
        let lists = vec![format!("{provider}/restorabledatabaseaccounts")];
        self.add(folded, lists, body);
    }

    fn add(&mut self, id: String, lists: Vec<String>, body: Value) {
        let at = self.bodies.len();
        self.bodies.push(body);
        for list in lists {
            self.lists.entry(list).or_default().push(at);
        }
        assert!(self.by_id.insert(id.clone(), at).is_none(), "two resources have the id {id}");
    }
}

/// The ids of all resource groups, folded and as the first resource writes them.
fn groups_of(world: &World) -> BTreeMap<String, String> {
    let of_resources = world.resources.iter().map(id_of).filter_map(|id| {
        let length = id.match_indices('/').nth(4).map(|(at, _)| at)?;
        let id = &id[..length];
        fold(id).contains("/resourcegroups/").then(|| id.to_owned())
    });
    let named = world.resource_groups.iter().cloned();
    let mut groups = BTreeMap::new();
    for id in named.chain(of_resources) {
        groups.entry(fold(&id)).or_insert(id);
    }
    groups
}

/// The id of a body.
pub(crate) fn id_of(body: &Value) -> &str {
    body["id"].as_str().unwrap_or_default()
}

/// The folded scope that a lock stands on.
fn scope_of(lock_id: &str) -> String {
    let folded = fold(lock_id);
    let scope = folded.rsplit_once("/providers/microsoft.authorization/locks/");
    scope.map_or_else(String::new, |(scope, _)| scope.to_owned())
}

fn is_at_or_below(id: &str, scope: &str) -> bool {
    id.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn fold(id: &str) -> String {
    id.to_ascii_lowercase()
}

fn pricing(subscription: &str, properties: Option<&Value>) -> Value {
    let free = json!({"pricingTier": "Free", "freeTrialRemainingTime": "P30D"});
    json!({
        "id": format!("/subscriptions/{subscription}/providers/Microsoft.Security/pricings/AI"),
        "name": "AI",
        "type": "Microsoft.Security/pricings",
        "properties": properties.cloned().unwrap_or(free),
    })
}
