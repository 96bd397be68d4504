//! The estate in outline: which accounts hold which projects, where their agents' state is kept, and how each of them
//! stands. What wasn't read is null, never a guess.

use super::finding::Finding;
use super::status::Status;
use crate::catalogue;
use crate::estate::{Link, Links, Node, Subject};
use crate::model::{Fact, Kind, LinkRole, ResourceId, StoreRole, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The estate in outline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EstateOutline {
    /// Foundry accounts by id.
    pub accounts: Vec<AccountOutline>,
    /// The resources behind them, by kind and id.
    pub dependencies: Vec<DependencyOutline>,
}

/// How agents' state is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// In the customer's own stores.
    Standard,
    /// Partly in own stores; of an account: not the same in all projects.
    Partial,
    /// In Microsoft's stores, which no customer can restore.
    Basic,
    /// Not known, or there is no project.
    Unknown,
}

/// A Foundry account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountOutline {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: Option<String>,
    /// True if the region has availability zones.
    pub zones: Option<bool>,
    /// The mode of its projects.
    pub mode: Mode,
    /// Worst status of its own findings and those of its hosts, connections and deployments; null without findings.
    pub worst_status: Option<Status>,
    /// Its projects by id.
    pub projects: Vec<ProjectOutline>,
    /// Its model deployments by id.
    pub deployments: Vec<DeploymentOutline>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectOutline {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How its agents' state is kept.
    pub mode: Mode,
    /// `SystemAssigned`, `UserAssigned`; null if not known.
    pub identity: Option<Vec<String>>,
    /// Where its agents' state is kept.
    pub stores: Stores,
    /// Worst status of its own findings and those of its hosts and connections; null without findings.
    pub worst_status: Option<Status>,
}

/// Ids of the own stores by role; empty if none, null if not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stores {
    /// Threads.
    pub threads: Option<Vec<String>>,
    /// Vectors.
    pub vectors: Option<Vec<String>>,
    /// Files.
    pub files: Option<Vec<String>>,
}

/// A model deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentOutline {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The model.
    pub model: Option<String>,
    /// The deployment type.
    pub sku: Option<String>,
}

/// A resource behind accounts and projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DependencyOutline {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: Option<String>,
    /// True if the region has availability zones.
    pub zones: Option<bool>,
    /// Regions that hold a copy; null if not known.
    pub secondary_regions: Option<Vec<String>>,
    /// Ids of the projects that use it, and of accounts that use it otherwise.
    pub used_by: Vec<String>,
    /// Worst status of its findings; null without findings.
    pub worst_status: Option<Status>,
}

/// Draws the outline of the selected subjects.
pub(super) fn outline(subjects: &[&Subject], links: &Links, findings: &[Finding]) -> EstateOutline {
    let selected = subjects.iter().filter(|subject| !subject.is_placeholder());
    let draft = OutlineDraft {
        subjects,
        links,
        selected: selected.map(|one| (Node::new(one.kind, &one.id), *one)).collect(),
        worst: worst_by_owner(findings),
    };
    EstateOutline {
        accounts: draft.of_kind(Kind::FoundryAccount).map(|s| draft.account(s)).collect(),
        dependencies: Kind::DEPENDENCIES
            .into_iter()
            .flat_map(|kind| draft.of_kind(kind))
            .map(|s| draft.dependency(s))
            .collect(),
    }
}

struct OutlineDraft<'a> {
    subjects: &'a [&'a Subject],
    links: &'a Links,
    selected: BTreeMap<Node, &'a Subject>,
    worst: BTreeMap<String, Status>,
}

impl<'a> OutlineDraft<'a> {
    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'a Subject> {
        self.subjects
            .iter()
            .copied()
            .filter(move |subject| subject.kind == kind && !subject.is_placeholder())
    }

    /// What a selected account holds of a kind.
    fn below(&self, kind: Kind, account: &ResourceId) -> impl Iterator<Item = &'a Subject> {
        let links = self.links.from(&Node::new(Kind::FoundryAccount, account));
        let held = links.iter().filter(|link| link.role == LinkRole::Contains);
        let held = held.filter_map(Link::target).filter(move |node| node.kind == kind);
        held.filter_map(|node| self.selected.get(node).copied())
    }

    fn account(&self, subject: &Subject) -> AccountOutline {
        let projects: Vec<ProjectOutline> = self
            .below(Kind::FoundryProject, &subject.id)
            .map(|project| self.project(project))
            .collect();
        AccountOutline {
            id: subject.id.written().to_owned(),
            name: subject.name.clone(),
            region: subject.region.as_ref().map(ToString::to_string),
            zones: known_bool(subject, "region_has_zones"),
            mode: common_mode(&projects),
            worst_status: self.worst.get(subject.id.folded()).copied(),
            projects,
            deployments: self.below(Kind::ModelDeployment, &subject.id).map(deployment).collect(),
        }
    }

    fn project(&self, subject: &Subject) -> ProjectOutline {
        let mode = match known_text(subject, "mode").as_deref() {
            Some("standard") => Mode::Standard,
            Some("partial") => Mode::Partial,
            Some("basic") => Mode::Basic,
            Some(_) | None => Mode::Unknown,
        };
        ProjectOutline {
            id: subject.id.written().to_owned(),
            name: subject.name.clone(),
            mode,
            identity: known_texts(subject, "identity_types"),
            stores: Stores {
                threads: self.stores_of(subject, StoreRole::Threads),
                vectors: self.stores_of(subject, StoreRole::Vectors),
                files: self.stores_of(subject, StoreRole::Files),
            },
            worst_status: self.worst.get(subject.id.folded()).copied(),
        }
    }

    /// The ids of the stores of a role; not known if there is none, or if one isn't among the selected subjects.
    fn stores_of(&self, project: &Subject, role: StoreRole) -> Option<Vec<String>> {
        let links = self.links.from(&Node::new(project.kind, &project.id));
        let bound = links.iter().filter(|link| link.binds() == Some(role));
        let stores = bound.filter_map(Link::target);
        let ids = stores.map(|store| Some(self.selected.get(store)?.id.written().to_owned()));
        let ids: Vec<String> = ids.collect::<Option<_>>()?;
        (!ids.is_empty()).then_some(ids)
    }

    fn dependency(&self, subject: &Subject) -> DependencyOutline {
        let of_projects: BTreeSet<ResourceId> =
            subject.projects.iter().filter_map(ResourceId::account).collect();
        let otherwise = subject.accounts.iter().filter(|account| !of_projects.contains(account));
        DependencyOutline {
            id: subject.id.written().to_owned(),
            kind: subject.kind,
            name: subject.name.clone(),
            region: subject.region.as_ref().map(ToString::to_string),
            zones: known_bool(subject, "region_has_zones"),
            secondary_regions: secondary_regions(subject),
            used_by: subject
                .projects
                .iter()
                .chain(otherwise)
                .map(|id| id.written().to_owned())
                .collect(),
            worst_status: self.worst.get(subject.id.folded()).copied(),
        }
    }
}

/// The worst status of each account, project and dependency; hosts, connections and deployments count for what they hang on.
fn worst_by_owner(findings: &[Finding]) -> BTreeMap<String, Status> {
    let mut worst = BTreeMap::new();
    for finding in findings {
        let id = ResourceId::new(&finding.subject.id);
        let owner = id
            .project()
            .or_else(|| id.account())
            .map_or_else(|| id.folded().to_owned(), |owner| owner.folded().to_owned());
        let entry = worst.entry(owner).or_insert(finding.status);
        *entry = finding.status.min(*entry);
    }
    worst
}

fn common_mode(projects: &[ProjectOutline]) -> Mode {
    let Some(first) = projects.first() else {
        return Mode::Unknown;
    };
    if projects.iter().any(|project| project.mode == Mode::Unknown) {
        Mode::Unknown
    } else if projects.iter().all(|project| project.mode == first.mode) {
        first.mode
    } else {
        Mode::Partial
    }
}

fn deployment(subject: &Subject) -> DeploymentOutline {
    DeploymentOutline {
        id: subject.id.written().to_owned(),
        name: subject.name.clone(),
        model: known_text(subject, "model"),
        sku: known_text(subject, "sku"),
    }
}

/// The regions besides its own that hold a copy.
fn secondary_regions(subject: &Subject) -> Option<Vec<String>> {
    let copies = catalogue::row(subject.kind).dependency.as_ref().and_then(|row| row.copies);
    let mut regions = match copies {
        None => vec![],
        Some((fact, field)) => match known(subject, fact)? {
            Value::Null => vec![],
            Value::List(list) => texts(list, field),
            one => texts(std::slice::from_ref(one), field),
        },
    };
    regions.retain(|region| subject.region.as_ref().is_none_or(|own| own.to_string() != *region));
    Some(regions)
}

/// The texts in a list, or in a field of its records.
fn texts(list: &[Value], field: Option<&str>) -> Vec<String> {
    let text = |one: &Value| match field {
        Some(field) => one.field(field)?.as_text().map(str::to_owned),
        None => one.as_text().map(str::to_owned),
    };
    list.iter().filter_map(text).collect()
}

fn known<'a>(subject: &'a Subject, fact: &str) -> Option<&'a Value> {
    subject.fact(fact).and_then(Fact::known)
}

fn known_bool(subject: &Subject, fact: &str) -> Option<bool> {
    known(subject, fact)?.as_bool()
}

fn known_text(subject: &Subject, fact: &str) -> Option<String> {
    known(subject, fact)?.as_text().map(str::to_owned)
}

fn known_texts(subject: &Subject, fact: &str) -> Option<Vec<String>> {
    Some(texts(known(subject, fact)?.as_list()?, None))
}
