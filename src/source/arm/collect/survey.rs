//! What to read next, from what has been read: a pure function, stage by stage. A stage is asked only when those before it
//! have nothing left, so that a decision between a list and single reads sees all that is wanted.

use super::references::{ReferredIds, field, items, text};
use crate::catalogue::{Body, Per, ReadKind, ReadPlan, is_plain, settings_version};
use crate::model::{ReadId, ResourceId};
use crate::snapshot::{Observation, Outcome, key_of};
use crate::source::arm::subscriptions::Scope;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// A read to be made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PlannedRead {
    pub(super) kind: ReadKind,
    pub(super) scope: ResourceId,
    /// Another api-version than the row's.
    pub(super) version: Option<String>,
}

impl PlannedRead {
    pub(super) fn new(kind: ReadKind, scope: &ResourceId) -> Self {
        Self { kind, scope: scope.clone(), version: None }
    }

    /// Its key in the snapshot.
    pub(super) fn key(&self) -> String {
        key_of(&self.kind.path(self.scope.written()))
    }
}

/// The reads made so far, and what they are made for.
pub(super) struct Survey<'a> {
    plan: &'a ReadPlan,
    subscriptions: Vec<ResourceId>,
    /// How many accounts of a subscription, and projects of an account, are followed.
    most: usize,
    /// Those that Resource Graph shows without a Foundry account.
    empty: BTreeSet<ResourceId>,
    seen: BTreeMap<String, Observation>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(scope: &Scope, plan: &'a ReadPlan) -> Self {
        let subscriptions = scope.subscriptions.iter();
        let known = scope.inventory.iter().chain(&scope.kept);
        Self {
            plan,
            most: if scope.sample { 1 } else { usize::MAX },
            subscriptions: subscriptions.map(|s| subscription_id(&s.id)).collect(),
            empty: scope.empty().iter().map(|id| subscription_id(id)).collect(),
            seen: known.map(|seen| (seen.key.clone(), seen.clone())).collect(),
        }
    }

    /// Takes in what became of a read.
    pub(super) fn take(&mut self, observation: Observation) {
        self.seen.insert(observation.key.clone(), observation);
    }

    pub(super) fn into_observations(self) -> BTreeMap<String, Observation> {
        self.seen
    }

    /// The reads to make now; none if all is done.
    pub(super) fn next_wave(&self) -> Vec<PlannedRead> {
        let stages: [fn(&Self) -> Vec<PlannedRead>; 13] = [
            Self::of_empty_subscriptions,
            Self::of_subscriptions,
            Self::of_accounts,
            Self::of_projects,
            Self::of_applications,
            Self::of_dependencies,
            Self::of_stores,
            Self::of_watch,
            Self::of_locks,
            Self::of_policies,
            Self::of_role_assignments,
            Self::of_role_definitions,
            Self::of_registrations,
        ];
        for stage in stages {
            let wave = self.open(stage(self));
            if !wave.is_empty() {
                return wave;
            }
        }
        Vec::new()
    }

    /// What may be read as soon as this read has been taken in, beside the rest of its wave: a project's own reads depend
    /// on nothing but the list that shows the project.
    pub(super) fn follow_ups(&self, read: &PlannedRead) -> Vec<PlannedRead> {
        if read.kind != ReadKind::PROJECTS {
            return Vec::new();
        }
        let projects = self.list(read.kind, &read.scope).take(self.most);
        let projects: Vec<&Json> = projects.collect();
        self.open(self.at_projects(&ids(&projects)))
    }

    /// True if the plan wants the read.
    pub(super) fn wants(&self, kind: ReadKind) -> bool {
        self.plan.wants(kind)
    }

    /// The subscriptions that the graph shows without an account.
    pub(super) fn empty(&self) -> &BTreeSet<ResourceId> {
        &self.empty
    }

    /// The reads that the plan wants and that weren't made, each once.
    pub(super) fn open(&self, mut reads: Vec<PlannedRead>) -> Vec<PlannedRead> {
        let mut keys = BTreeSet::new();
        reads.retain(|read| {
            let key = read.key();
            self.plan.wants(read.kind) && !self.seen.contains_key(&key) && keys.insert(key)
        });
        reads
    }

    fn of_subscriptions(&self) -> Vec<PlannedRead> {
        let kinds = [Per::FoundrySubscription, Per::Subscription].map(ReadKind::made_for_each);
        let read: Vec<ResourceId> = self.inhabited().cloned().collect();
        reads(kinds.into_iter().flatten(), &read)
    }

    fn of_accounts(&self) -> Vec<PlannedRead> {
        reads(ReadKind::made_for_each(Per::Account), &self.account_ids())
    }

    fn of_projects(&self) -> Vec<PlannedRead> {
        self.at_projects(&ids(&self.projects()))
    }

    /// The deployments of each agent application.
    fn of_applications(&self) -> Vec<PlannedRead> {
        let projects = ids(&self.projects());
        let applications = ids(&self.below(ReadKind::APPLICATIONS, &projects));
        reads([ReadKind::AGENT_DEPLOYMENTS].into_iter(), &applications)
    }

    fn at_projects(&self, projects: &[ResourceId]) -> Vec<PlannedRead> {
        let mut wave = reads(ReadKind::made_for_each(Per::Project), projects);
        wave.extend(projects.iter().filter_map(|project| self.settings_of(project)));
        wave
    }

    /// The read of a project's capability settings, by the version that the provider lists. If it lists none, the settings
    /// can't exist there; without its list, or with one that was cut, one has to try.
    fn settings_of(&self, project: &ResourceId) -> Option<PlannedRead> {
        let provider = subscription_of(project).and_then(|s| self.one(ReadKind::PROVIDER, &s));
        let listed = provider.map(|json| settings_version(&Body::new(json, &[], "", ReadId(0))));
        let version = match listed {
            Some(Ok(None)) => return None,
            Some(Ok(version)) => version,
            Some(Err(_)) | None => None,
        };
        Some(PlannedRead { version, ..PlannedRead::new(ReadKind::PROJECT_PREVIEW, project) })
    }

    /// The Foundry accounts of the subscriptions in scope; other Cognitive Services accounts hold no projects.
    pub(super) fn accounts(&self) -> Vec<&Json> {
        let subscriptions = self.subscriptions.iter();
        subscriptions
            .flat_map(|subscription| {
                let accounts = self.list(ReadKind::ACCOUNTS, subscription);
                accounts.filter(|one| is_foundry(one)).take(self.most)
            })
            .collect()
    }

    fn projects(&self) -> Vec<&Json> {
        let accounts = self.account_ids();
        let each = |account| self.list(ReadKind::PROJECTS, account).take(self.most);
        accounts.iter().flat_map(each).collect()
    }

    /// The ids of the Foundry accounts.
    pub(super) fn account_ids(&self) -> Vec<ResourceId> {
        ids(&self.accounts())
    }

    /// The ids of an account's projects.
    pub(super) fn project_ids(&self, account: &ResourceId) -> Vec<ResourceId> {
        let projects: Vec<&Json> = self.list(ReadKind::PROJECTS, account).collect();
        ids(&projects)
    }

    /// All that accounts, projects and connections refer to.
    pub(super) fn references(&self) -> ReferredIds {
        let (accounts, projects) = (self.accounts(), self.projects());
        let (account_ids, project_ids) = (ids(&accounts), ids(&projects));
        let mut references = ReferredIds::default();
        for account in accounts {
            references.of_account(account);
        }
        for project in projects {
            references.of_project(project);
        }
        for id in &project_ids {
            if let Some(project) = self.one(ReadKind::PROJECT_PREVIEW, id) {
                references.of_capability_settings(project);
            }
        }
        let mut connections = self.below(ReadKind::ACCOUNT_CONNECTIONS, &account_ids);
        connections.extend(self.below(ReadKind::PROJECT_CONNECTIONS, &project_ids));
        for connection in connections {
            references.of_connection(connection);
        }
        references
    }

    fn below(&self, kind: ReadKind, scopes: &[ResourceId]) -> Vec<&Json> {
        let items = scopes.iter().flat_map(|scope| self.list(kind, scope));
        items.collect()
    }

    /// All that was read so far.
    pub(super) fn observations(&self) -> &BTreeMap<String, Observation> {
        &self.seen
    }

    /// The observation of a subscription itself.
    pub(super) fn subscription(&self, id: &str) -> Option<&Observation> {
        self.observation(ReadKind::SUBSCRIPTION, &subscription_id(id))
    }

    /// The subscriptions in scope, read in full or not.
    pub(super) fn subscriptions(&self) -> &[ResourceId] {
        &self.subscriptions
    }

    pub(super) fn observation(&self, kind: ReadKind, scope: &ResourceId) -> Option<&Observation> {
        self.seen.get(&PlannedRead::new(kind, scope).key())
    }

    pub(super) fn was_found(&self, kind: ReadKind, scope: &ResourceId) -> bool {
        self.observation(kind, scope).is_some_and(|seen| seen.outcome == Outcome::Found)
    }

    /// True if it was looked up and doesn't exist.
    pub(super) fn is_gone(&self, kind: ReadKind, scope: &ResourceId) -> bool {
        self.observation(kind, scope).is_some_and(|seen| seen.outcome == Outcome::Absent)
    }

    /// The body of one resource, if it was found.
    pub(super) fn one(&self, kind: ReadKind, scope: &ResourceId) -> Option<&Json> {
        let seen = self.observation(kind, scope)?;
        let found = seen.outcome == Outcome::Found;
        seen.body.as_ref().filter(|_| found)
    }

    /// The items of a listing. One that was cut shows some, and these are followed like any other.
    pub(super) fn list(&self, kind: ReadKind, scope: &ResourceId) -> impl Iterator<Item = &Json> {
        let body = self.observation(kind, scope).and_then(|seen| seen.body.as_ref());
        body.into_iter().flat_map(|body| items(field(body, "value")))
    }
}

fn is_foundry(account: &Json) -> bool {
    text(account, "kind").is_some_and(|kind| kind.eq_ignore_ascii_case("AIServices"))
        && field(field(account, "properties"), "allowprojectmanagement") == &Json::Bool(true)
}

/// Each kind of read at each scope.
fn reads(kinds: impl Iterator<Item = ReadKind> + Clone, scopes: &[ResourceId]) -> Vec<PlannedRead> {
    let each = |scope| kinds.clone().map(move |kind| PlannedRead::new(kind, scope));
    scopes.iter().flat_map(each).collect()
}

/// The ids of resources. One without an id, or with one that could change the URL, can't be followed.
fn ids(bodies: &[&Json]) -> Vec<ResourceId> {
    let written = bodies.iter().filter_map(|body| text(body, "id"));
    written
        .filter(|id| ResourceId::looks_like_one(id) && is_plain(id))
        .map(ResourceId::new)
        .collect()
}

/// The id of a subscription as a scope.
pub(super) fn subscription_id(subscription: &str) -> ResourceId {
    ResourceId::new(&format!("/subscriptions/{subscription}"))
}

/// The subscription that a resource lies in.
pub(super) fn subscription_of(id: &ResourceId) -> Option<ResourceId> {
    id.subscription().map(subscription_id)
}
