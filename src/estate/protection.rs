//! What stops a deletion, way by way: locks, policies with the effect denyAction, deny assignments. One that is known to
//! stop it decides; else every one of them must be known not to.

use super::denials::Denials;
use super::index::Index;
use super::policies::{Policies, Target};
use crate::kind::LocalFacts;
use crate::model::{Fact, Provenance, Region, ResourceId, Value};

/// What can stop a deletion, besides locks.
pub(super) struct Protection<'a> {
    policies: Policies<'a>,
    denials: Denials<'a>,
}

/// A way to delete a resource, and what stops it.
struct Way {
    fact: &'static str,
    name: &'static str,
    stops: Vec<(&'static str, Fact<bool>)>,
}

impl Way {
    fn stopped(&self) -> Fact<bool> {
        Fact::any(self.stops.iter().map(|(_, stops)| stops.clone()))
    }

    /// As an element of `deletion_ways`.
    fn row(&self) -> Fact<Value> {
        let by = self
            .stops
            .iter()
            .filter(|(_, stops)| matches!(stops, Fact::Known(true, _)))
            .map(|(by, _)| *by);
        let by = Value::texts(by);
        self.stopped().map(|stopped| {
            Value::record([
                ("way", self.name.into()),
                ("stopped", stopped.into()),
                ("by", by),
            ])
        })
    }
}

impl<'a> Protection<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self {
            policies: Policies::new(index),
            denials: Denials::new(index),
        }
    }

    /// The facts of a resource. `locked` says whether a delete lock covers it; `parent` holds `direct_delete_stopped` of the
    /// resource that it lies in, if it is a child.
    pub(super) fn facts(
        &mut self,
        id: &ResourceId,
        region: &Fact<Region>,
        locked: &Fact<bool>,
        parent: Option<&Fact<bool>>,
    ) -> LocalFacts {
        let policies = self.policies.deny(&Target::new(id, region));
        let (denied, group_denied) = self.denials.deny(id);
        let mut ways = vec![
            Way {
                fact: "direct_delete_stopped",
                name: "directly",
                stops: vec![
                    ("lock", locked.clone()),
                    ("policy", policies.directly.clone()),
                    ("deny assignment", denied),
                ],
            },
            Way {
                fact: "group_delete_stopped",
                name: "by_resource_group",
                stops: vec![
                    ("lock", locked.clone()),
                    ("policy", policies.by_group.clone()),
                    ("deny assignment", group_denied),
                ],
            },
        ];
        ways.extend(parent.map(|parent| Way {
            fact: "parent_delete_stopped",
            name: "by_parent",
            stops: vec![("what protects the parent", parent.clone())],
        }));
        let never = || vec![("", Fact::Known(false, Provenance::None))];
        ways.push(Way {
            fact: "subscription_delete_stopped",
            name: "by_subscription",
            stops: never(),
        });
        ways.push(Way {
            fact: "data_plane_delete_stopped",
            name: "by_data_plane",
            stops: never(),
        });
        let rows = Fact::collect(ways.iter().map(Way::row)).erase();
        let mut facts: LocalFacts = ways
            .iter()
            .map(|way| (way.fact, way.stopped().erase()))
            .collect();
        facts.push(("deletion_ways", rows));
        if parent.is_none() {
            facts.extend([
                ("policy_stops_direct_delete", policies.directly.erase()),
                ("policy_stops_group_delete", policies.by_group.erase()),
                ("deny_policies", policies.names),
            ]);
        }
        facts
    }
}
