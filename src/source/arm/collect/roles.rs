//! The part of the survey that deals with roles: assignments resource by resource where a subscription doesn't show all of
//! its own, and the definitions of roles that the embedded table doesn't hold.

use super::references::{field, text};
use super::stores::ReferredStores;
use super::survey::{PlannedRead, Survey, subscription_of};
use crate::catalogue::{ReadKind, built_in, definition_id, is_above_subscriptions};
use crate::model::ResourceId;
use std::collections::BTreeSet;

impl Survey<'_> {
    /// Role assignments at each protected resource whose subscription's list couldn't be read.
    pub(super) fn of_role_assignments(&self) -> Vec<PlannedRead> {
        let hidden = |id: &&ResourceId| {
            subscription_of(id).is_some_and(|s| self.hides(ReadKind::ROLE_ASSIGNMENTS, &s))
        };
        let protected = ReferredStores::of(self).protected(self);
        let hidden = protected.iter().filter(hidden);
        hidden.map(|id| PlannedRead::new(ReadKind::ROLE_ASSIGNMENTS_AT, id)).collect()
    }

    /// The definitions of roles that reach a protected resource, one read each: custom roles, and built-in ones that do
    /// no harm or are newer than the table. The list of a subscription would hold every built-in role, some 900.
    pub(super) fn of_role_definitions(&self) -> Vec<PlannedRead> {
        let protected = ReferredStores::of(self).protected(self);
        let subscriptions: BTreeSet<ResourceId> =
            protected.iter().filter_map(subscription_of).collect();
        let mut wave = Vec::new();
        for subscription in &subscriptions {
            let inside = protected.iter().filter(|id| subscription.covers(id));
            let at = inside.clone().map(|id| (ReadKind::ROLE_ASSIGNMENTS_AT, id));
            let lists = [ReadKind::ROLE_ASSIGNMENTS, ReadKind::ELIGIBLE_ROLES]
                .map(|read| (read, subscription));
            let reach = ProtectedScopes::of(inside);
            for (read, scope) in lists.into_iter().chain(at) {
                for item in self.list(read, scope) {
                    let of = field(item, "properties");
                    let reaches = text(of, "scope").is_some_and(|s| reach.has(&ResourceId::new(s)));
                    let role = text(of, "roledefinitionid").filter(|_| reaches);
                    let role = role.and_then(|id| id.rsplit('/').next());
                    let unknown =
                        role.map(str::to_lowercase).filter(|role| built_in(role).is_none());
                    let id = unknown.and_then(|role| definition_id(subscription, &role));
                    wave.extend(id.map(|id| PlannedRead::new(ReadKind::ROLE_DEFINITION, &id)));
                }
            }
        }
        wave
    }
}

/// The scopes that reach some protected resource: it, all above it, all below it.
struct ProtectedScopes {
    above: BTreeSet<String>,
    protected: BTreeSet<String>,
}

impl ProtectedScopes {
    fn of<'a>(protected: impl Iterator<Item = &'a ResourceId>) -> Self {
        let mut reach = Self { above: BTreeSet::new(), protected: BTreeSet::new() };
        for id in protected {
            reach.above.extend(prefixes(id.folded()).map(str::to_owned));
            reach.protected.insert(id.folded().to_owned());
        }
        reach
    }

    fn has(&self, scope: &ResourceId) -> bool {
        is_above_subscriptions(scope)
            || self.above.contains(scope.folded())
            || prefixes(scope.folded()).any(|above| self.protected.contains(above))
    }
}

/// The id itself and what ends before each of its slashes.
fn prefixes(folded: &str) -> impl Iterator<Item = &str> {
    let ends = folded.match_indices('/').map(|(at, _)| at).skip(1);
    ends.chain([folded.len()]).map(|end| &folded[..end])
}
