//! Which policies deny the deletion of a resource. A policy counts only when all of it is understood: what isn't (another
//! condition, an expression, a definition that wasn't read) leaves the answer open, unless something that is known keeps the
//! policy away from the resource, or another policy is known to deny.

mod candidate;
mod condition;
mod in_force;
mod selection;
mod target;

use super::index::Index;
use crate::catalogue::{
    self, Arguments, Body, PolicyAssignment, PolicyDefinition, PolicyMember, PolicySet, ReadKind,
};
use crate::model::{Fact, Provenance, ResourceId, Why};
use candidate::{Candidate, PolicyRule};
pub(super) use in_force::Denied;
use in_force::InForce;
use std::collections::BTreeMap;
use std::rc::Rc;
pub(super) use target::PolicyTarget;

/// The policies of each subscription.
pub(super) struct Policies<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, Rc<InForce>>,
    definitions: BTreeMap<ResourceId, Fact<Rc<PolicyDefinition>>>,
    sets: BTreeMap<ResourceId, Fact<Rc<PolicySet>>>,
}

impl<'a> Policies<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self {
            index,
            subscriptions: BTreeMap::new(),
            definitions: BTreeMap::new(),
            sets: BTreeMap::new(),
        }
    }

    /// What policies stop of a resource's deletion.
    pub(super) fn deny(&mut self, target: &PolicyTarget<'_>) -> Denied {
        let subscription = target.id.subscription_scope();
        if let Some(here) = self.subscriptions.get(&subscription) {
            return here.deny(target);
        }
        let here = Rc::new(self.in_force(&subscription));
        self.subscriptions.insert(subscription, Rc::clone(&here));
        here.deny(target)
    }

    fn in_force(&mut self, scope: &ResourceId) -> InForce {
        let assignments = self
            .index
            .list(ReadKind::POLICY_ASSIGNMENTS, scope)
            .parse(|body| catalogue::policy_assignment(body).ok());
        let mut candidates = Vec::new();
        for assignment in assignments.items {
            // What isn't enforced denies nothing, whatever its definition says.
            if assignment.enforced != Some(false) {
                candidates.extend(self.candidates(assignment));
            }
        }
        candidates.retain(Candidate::may_deny);
        InForce {
            candidates,
            exemptions: self
                .index
                .list(ReadKind::POLICY_EXEMPTIONS, scope)
                .parse(|body| catalogue::policy_exemption(body).ok()),
            read_at: self.index.read_at(ReadKind::POLICY_EXEMPTIONS, scope),
            lack: assignments.lack,
            evidence: assignments.evidence,
        }
    }

    /// The policies of an assignment that may deny.
    fn candidates(&mut self, assignment: PolicyAssignment) -> Vec<Candidate> {
        let assignment = Rc::new(assignment);
        let (read, id) = &assignment.definition;
        if *read == ReadKind::POLICY_SET {
            return self.members(&assignment, id);
        }
        if !catalogue::can_deny(id, &assignment.arguments, !assignment.overrides.is_empty()) {
            return vec![];
        }
        let version = assignment.version.as_deref();
        let rule = self.rule(id, version, assignment.arguments.clone());
        vec![Candidate { member: None, rule, assignment: Rc::clone(&assignment) }]
    }

    /// The policies of an initiative; one that stands for all if the initiative isn't known.
    fn members(&mut self, assignment: &Rc<PolicyAssignment>, id: &ResourceId) -> Vec<Candidate> {
        let candidate =
            |member, rule| Candidate { assignment: Rc::clone(assignment), member, rule };
        let set = self.set(id).then(|set| {
            if is_version(assignment.version.as_deref(), set.version.as_deref()) {
                Fact::Known(set, Provenance::None)
            } else {
                other_version(id)
            }
        });
        let (set, evidence) = match set {
            Fact::Known(set, evidence) => (set, evidence),
            Fact::Missing(why, evidence) => {
                return vec![candidate(None, Fact::Missing(why, evidence))];
            }
        };
        let outer = assignment.arguments.clone().or(&set.defaults);
        let overridden = !assignment.overrides.is_empty();
        let mut found = Vec::new();
        for PolicyMember { reference, definition, version, parameters } in &set.members {
            let arguments = outer.handed_on(Some(parameters), "value");
            if catalogue::can_deny(definition, &arguments, overridden) {
                let rule = self.rule(definition, version.as_deref(), arguments);
                let rule = Fact::Known((), evidence.clone()).then(|()| rule);
                found.push(candidate(reference.clone(), rule));
            }
        }
        found
    }

    /// A definition with the values of its parameters.
    fn rule(
        &mut self,
        id: &ResourceId,
        version: Option<&str>,
        given: Arguments,
    ) -> Fact<PolicyRule> {
        let index = self.index;
        let definition = self.definitions.entry(id.clone()).or_insert_with(|| {
            single(index, ReadKind::POLICY_DEFINITION, id, catalogue::policy_definition)
        });
        definition.clone().then(|definition| {
            if !is_version(version, definition.version.as_deref()) {
                return other_version(id);
            }
            let arguments = Rc::new(given.or(&definition.defaults));
            let rule = PolicyRule { definition, arguments };
            Fact::Known(rule, Provenance::None)
        })
    }

    fn set(&mut self, id: &ResourceId) -> Fact<Rc<PolicySet>> {
        let index = self.index;
        let set = self
            .sets
            .entry(id.clone())
            .or_insert_with(|| single(index, ReadKind::POLICY_SET, id, catalogue::policy_set));
        set.clone()
    }
}

/// A definition or an initiative. One that isn't there can't be what is assigned.
fn single<T>(
    index: &Index<'_>,
    read: ReadKind,
    id: &ResourceId,
    parse: impl FnOnce(&Body<'_>) -> Result<T, Why>,
) -> Fact<Rc<T>> {
    index.one(read, id).fact(|body| parse(body).map(Rc::new))
}

/// True if the version that was read is one of those asked for: `1.*.*` asks for any whose first number is 1.
fn is_version(asked: Option<&str>, read: Option<&str>) -> bool {
    let Some(asked) = asked else {
        return true;
    };
    let mut read = read.unwrap_or_default().split('.');
    asked.split('.').all(|part| {
        let there = read.next();
        part == "*" || there.is_some_and(|there| there.eq_ignore_ascii_case(part))
    })
}

fn other_version<T>(id: &ResourceId) -> Fact<T> {
    let what = format!("the version of the policy {} that is in force", id.name());
    Fact::Missing(Why::Unresolved(what), Provenance::None)
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn stars_stand_for_any_number() {
        for (asked, read, fits) in [
            (None, None, true),
            (None, Some("3.1.0"), true),
            (Some("1.*.*"), Some("1.4.2"), true),
            (Some("1.4.*"), Some("1.4.2"), true),
            (Some("1.*.*"), Some("2.0.0"), false),
            (Some("1.4.*"), Some("1.3.0"), false),
            (Some("1.*.*"), None, false),
        ] {
            assert_eq!(is_version(asked, read), fits, "{asked:?} {read:?}");
        }
    }
}
