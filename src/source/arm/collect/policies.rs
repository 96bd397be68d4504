//! The part of the survey that deals with what stops deletions beside locks: policies and deny assignments, in each
//! subscription that has something to protect. Definitions are read by id, and only those that may deny something there.

use super::survey::{PlannedRead, Survey, subscription_of};
use crate::catalogue::{self, Body, Enforcement, PolicyAssignment, ReadKind};
use crate::model::{ReadId, ResourceId};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// The most definitions and initiatives that are read for a run. Estates have some dozens; what is left out stays unknown.
const MOST: usize = 500;

impl Survey<'_> {
    /// Lists by subscription, then exemptions and definitions as the lists ask for them, then members of initiatives.
    pub(super) fn of_policies(&self) -> Vec<PlannedRead> {
        let mut by_subscription: BTreeMap<ResourceId, Vec<ResourceId>> = BTreeMap::new();
        for id in self.protected() {
            if let Some(subscription) = subscription_of(&id) {
                by_subscription.entry(subscription).or_default().push(id);
            }
        }
        let mut wave = Vec::new();
        let mut definitions = BTreeSet::new();
        for (subscription, protected) in &by_subscription {
            wave.push(PlannedRead::new(ReadKind::POLICY_ASSIGNMENTS, subscription));
            wave.push(PlannedRead::new(ReadKind::DENY_ASSIGNMENTS, subscription));
            wave.push(PlannedRead::new(ReadKind::DEPLOYMENT_STACKS, subscription));
            let wanted = self.definitions(subscription, protected);
            if !wanted.is_empty() {
                wave.push(PlannedRead::new(ReadKind::POLICY_EXEMPTIONS, subscription));
            }
            let mut concerning = self.concerning(subscription, protected);
            if concerning.any(|one| one.enforcement == Enforcement::WhereEnrolled) {
                wave.push(PlannedRead::new(ReadKind::POLICY_ENROLLMENTS, subscription));
            }
            definitions.extend(wanted);
        }
        wave.extend(definitions.into_iter().take(MOST));
        wave
    }

    /// The definitions that have to be read to understand the policies of a subscription, as far as they are known.
    fn definitions(
        &self,
        subscription: &ResourceId,
        protected: &[ResourceId],
    ) -> BTreeSet<PlannedRead> {
        let mut wanted = BTreeSet::new();
        for assignment in self.concerning(subscription, protected) {
            self.definitions_of(&assignment, &mut wanted);
        }
        wanted
    }

    /// The assignments that may hold for something that is protected.
    fn concerning(
        &self,
        subscription: &ResourceId,
        protected: &[ResourceId],
    ) -> impl Iterator<Item = PolicyAssignment> {
        let assignments = self.list(ReadKind::POLICY_ASSIGNMENTS, subscription);
        let read = assignments.filter_map(|one| catalogue::policy_assignment(&body(one)).ok());
        read.filter(|one| protected.iter().any(|id| one.may_concern(id)))
    }

    fn definitions_of(&self, assignment: &PolicyAssignment, wanted: &mut BTreeSet<PlannedRead>) {
        let overridden = !assignment.overrides.is_empty();
        let (read, id) = &assignment.definition;
        if *read == ReadKind::POLICY_DEFINITION {
            if catalogue::can_deny(id, &assignment.arguments, overridden) {
                wanted.insert(PlannedRead::new(*read, id));
            }
            return;
        }
        wanted.insert(PlannedRead::new(*read, id));
        let set = self.one(*read, id).map(|set| catalogue::policy_set(&body(set)));
        let Some(Ok(set)) = set else {
            return;
        };
        let outer = assignment.arguments.clone().or(&set.defaults);
        for member in &set.members {
            let arguments = outer.handed_on(Some(&member.parameters), "value");
            if catalogue::can_deny(&member.definition, &arguments, overridden) {
                wanted.insert(PlannedRead::new(ReadKind::POLICY_DEFINITION, &member.definition));
            }
        }
    }
}

/// A body whose evidence nobody asks for: planning needs no report.
fn body(json: &Json) -> Body<'_> {
    Body::new(json, &[], "", ReadId(0))
}
