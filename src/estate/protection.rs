//! What stops a deletion, way by way: locks, policies with the effect denyAction, deny assignments. One that is known to
//! stop it decides; else every one of them must be known not to.

use super::denials::Denials;
use super::index::Index;
use super::policies::{Policies, PolicyTarget};
use crate::catalogue::LocalFacts;
use crate::model::{Fact, Provenance, Region, ResourceId, Value};

/// What can stop a deletion, besides locks.
pub(super) struct Protection<'a> {
    policies: Policies<'a>,
    denials: Denials<'a>,
}

/// A way to delete a resource, and what stops it.
struct DeletionWay {
    fact: &'static str,
    name: &'static str,
    /// Who alone may still take it, in words.
    left_out: Option<String>,
    stops: Vec<(&'static str, Fact<bool>)>,
}

/// A lock that stands on another resource of the group.
const BESIDE: &str = "lock beside it";

/// What is to be said of a deletion of the group that only a lock on another resource is known to stop.
fn note(by_group: &DeletionWay, beside: &Fact<Vec<String>>) -> Fact {
    let stops = by_group.stops.iter();
    let mut stops = stops.filter(|(_, stops)| matches!(stops, Fact::Known(true, _)));
    let only = stops.all(|(by, _)| *by == BESIDE);
    match beside {
        Fact::Known(names, at) if only && !names.is_empty() => {
            let names = names.join(", ");
            let text = format!(" (that of the group only while a lock stands on {names})");
            Fact::Known(text.into(), at.clone())
        }
        Fact::Known(..) | Fact::Missing(..) => Fact::Known("".into(), Provenance::None),
    }
}

/// How the two ways are called that a lock or a policy can close.
const DIRECTLY: &str = "directly";
const BY_GROUP: &str = "with its resource group";

/// The ways that nothing stops, of those that something could; those that are known.
fn open_ways(ways: &[DeletionWay]) -> Fact {
    let stopped: Vec<_> = ways.iter().map(|way| (way, way.stopped())).collect();
    let named = stopped.iter().filter_map(|(way, stopped)| match way.fact {
        "direct_delete_stopped" => Some((way.described(DIRECTLY), stopped)),
        "group_delete_stopped" => Some((way.described(BY_GROUP), stopped)),
        _ => None,
    });
    open_of(named)
}

fn open_of<'w>(ways: impl Iterator<Item = (String, &'w Fact<bool>)>) -> Fact {
    let mut evidence = Provenance::None;
    let mut open = Vec::new();
    let mut lack = None;
    for (name, stopped) in ways {
        match stopped {
            Fact::Known(false, at) => {
                evidence = evidence.and(at);
                open.push(name);
            }
            Fact::Known(true, at) => evidence = evidence.and(at),
            Fact::Missing(why, at) => lack = Some(Fact::Missing(why.clone(), at.clone())),
        }
    }
    match lack {
        Some(lack) if open.is_empty() => lack,
        Some(_) | None => Fact::Known(Value::texts(open), evidence),
    }
}

impl DeletionWay {
    fn stopped(&self) -> Fact<bool> {
        Fact::any(self.stops.iter().map(|(_, stops)| stops.clone()))
    }

    fn described(&self, name: &str) -> String {
        match &self.left_out {
            Some(words) => format!("{name} ({words})"),
            None => name.to_owned(),
        }
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
            Value::record([("way", self.name.into()), ("stopped", stopped.into()), ("by", by)])
        })
    }
}

impl<'a> Protection<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { policies: Policies::new(index), denials: Denials::new(index) }
    }

    /// The facts of a resource. `locked` says whether a delete lock covers it; `beside` names the other resources of its
    /// group that one stands on; `parent` holds `direct_delete_stopped` of the
    /// resource that it lies in, if it is a child.
    pub(super) fn facts(
        &mut self,
        id: &ResourceId,
        region: &Fact<Region>,
        locked: &Fact<bool>,
        beside: &Fact<Vec<String>>,
        parent: Option<&Fact<bool>>,
    ) -> LocalFacts {
        let policies = self.policies.deny(&PolicyTarget::new(id, region));
        let [denied, group_denied] = self.denials.deny(id);
        let mut ways = vec![
            DeletionWay {
                fact: "direct_delete_stopped",
                name: "directly",
                left_out: denied.left_out,
                stops: vec![
                    ("lock", locked.clone()),
                    ("policy", policies.directly.clone()),
                    ("deny assignment", denied.to_all),
                ],
            },
            DeletionWay {
                fact: "group_delete_stopped",
                name: "by_resource_group",
                left_out: group_denied.left_out,
                stops: vec![
                    ("lock", locked.clone()),
                    (BESIDE, beside.as_ref().map(|names| !names.is_empty())),
                    ("policy", policies.by_group.clone()),
                    ("deny assignment", group_denied.to_all),
                ],
            },
        ];
        ways.extend(parent.map(|parent| DeletionWay {
            fact: "parent_delete_stopped",
            name: "by_parent",
            left_out: None,
            stops: vec![("what protects the parent", parent.clone())],
        }));
        let never = || vec![("", Fact::Known(false, Provenance::None))];
        ways.push(DeletionWay {
            fact: "subscription_delete_stopped",
            name: "by_subscription",
            left_out: None,
            stops: never(),
        });
        ways.push(DeletionWay {
            fact: "data_plane_delete_stopped",
            name: "by_data_plane",
            left_out: None,
            stops: never(),
        });
        let open = open_ways(&ways);
        let note = note(&ways[1], beside);
        let rows = Fact::collect(ways.iter().map(DeletionWay::row)).erase();
        let mut facts: LocalFacts =
            ways.iter().map(|way| (way.fact, way.stopped().erase())).collect();
        facts.push(("deletion_ways", rows));
        facts.push(("open_ways", open));
        facts.push(("group_delete_note", note));
        if parent.is_none() {
            let by_policy = [
                (DIRECTLY.to_owned(), &policies.directly),
                (BY_GROUP.to_owned(), &policies.by_group),
            ];
            facts.extend([
                ("open_ways_to_policies", open_of(by_policy.into_iter())),
                ("policy_stops_direct_delete", policies.directly.erase()),
                ("policy_stops_group_delete", policies.by_group.erase()),
                ("deny_policies", policies.names),
            ]);
        }
        facts
    }
}
