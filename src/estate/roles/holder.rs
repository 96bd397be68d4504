//! A principal with a right over a resource, and the list of those who hold it as facts. What isn't known of a principal, or
//! of the lists, never makes anybody harmless.

use super::Lack;
use super::standing::HolderStanding;
use super::words::{instead, place, who};
use crate::catalogue::UNSPECIFIED;
use crate::model::{Fact, Provenance, ResourceId, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A principal with a right.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) principal_type: String,
    pub(super) roles: BTreeSet<String>,
    pub(super) scopes: BTreeSet<ResourceId>,
    /// The role assignments of Azure that give the right.
    pub(super) assignments: BTreeSet<ResourceId>,
    pub(super) paths: BTreeSet<&'static str>,
    pub(super) projects: BTreeSet<String>,
}

/// The principals with a right over one resource, but for those that are expected to hold it.
#[derive(Clone, Debug)]
pub(super) struct Holders {
    pub(super) holders: BTreeMap<String, Holder>,
    /// Principals of whom not everything is known.
    pub(super) open: BTreeMap<String, Lack>,
    /// Why there may be more holders.
    pub(super) lack: Option<Lack>,
    pub(super) evidence: Provenance,
}

/// One right of one principal.
pub(super) struct Found<'f> {
    pub(super) principal: &'f str,
    pub(super) principal_type: &'f str,
    pub(super) role: &'f str,
    pub(super) scope: &'f ResourceId,
    /// The role assignment of Azure, if it is one.
    pub(super) assignment: Option<&'f ResourceId>,
    pub(super) path: &'static str,
}

impl Holders {
    pub(super) fn new(lack: Option<Lack>, evidence: Provenance) -> Self {
        Self { holders: BTreeMap::new(), open: BTreeMap::new(), lack, evidence }
    }

    /// One more right.
    pub(super) fn add(&mut self, found: &Found<'_>, standing: HolderStanding) {
        let projects = match standing {
            HolderStanding::Expected => return,
            HolderStanding::Known(projects) => projects,
            HolderStanding::Stranger => BTreeSet::new(),
            HolderStanding::Open(lack) => return self.open(found.principal, lack),
        };
        let holder = self.holders.entry(found.principal.to_owned());
        let holder = holder.or_insert_with(|| Holder::new(found.principal_type));
        holder.learn_type(found.principal_type);
        holder.roles.insert(found.role.to_owned());
        holder.scopes.insert(found.scope.clone());
        holder.assignments.extend(found.assignment.cloned());
        holder.paths.insert(found.path);
        holder.projects.extend(projects);
    }

    /// Whether a principal has the right isn't known.
    pub(super) fn open(&mut self, principal: &str, lack: Lack) {
        self.open.entry(principal.to_owned()).or_insert(lack);
    }

    /// The list as a fact, and whether it is complete.
    pub(super) fn facts(self) -> (Fact, Fact) {
        let rows = self.holders.iter().map(value).collect();
        list_and_whole(rows, &self.holders, self.open, self.lack, self.evidence)
    }
}

impl Holder {
    pub(super) fn new(principal_type: &str) -> Self {
        Self {
            principal_type: principal_type.to_owned(),
            roles: BTreeSet::new(),
            scopes: BTreeSet::new(),
            assignments: BTreeSet::new(),
            paths: BTreeSet::new(),
            projects: BTreeSet::new(),
        }
    }

    /// Another row may tell the type that the first one left out.
    pub(super) fn learn_type(&mut self, principal_type: &str) {
        if self.principal_type == UNSPECIFIED {
            principal_type.clone_into(&mut self.principal_type);
        }
    }

    /// The fields that records of holders have in common.
    pub(super) fn fields(&self, principal: &str) -> [(&'static str, Value); 8] {
        let places: BTreeSet<String> = self.scopes.iter().map(place).collect();
        [
            ("principal", principal.into()),
            ("principal_type", self.principal_type.as_str().into()),
            ("who", who(&self.principal_type, &self.projects).as_str().into()),
            ("role", joined(self.roles.iter().map(String::as_str))),
            ("scope", joined(places.iter().map(String::as_str))),
            ("scopes", Value::texts(self.scopes.iter().map(ResourceId::written))),
            ("assignments", Value::texts(self.assignments.iter().map(ResourceId::written))),
            ("instead", instead(&self.principal_type).into()),
        ]
    }
}

/// A list of holders as a fact, and whether it is complete. Somebody who is on it already isn't open any more.
pub(super) fn list_and_whole<H>(
    rows: Vec<Value>,
    holders: &BTreeMap<String, H>,
    open: BTreeMap<String, Lack>,
    lack: Option<Lack>,
    evidence: Provenance,
) -> (Fact, Fact) {
    let mut open = open.into_iter();
    let lack = lack.or_else(|| {
        let (_, lack) = open.find(|(principal, _)| !holders.contains_key(principal))?;
        Some(lack)
    });
    let empty = rows.is_empty();
    let list = Fact::Known(Value::List(rows.into()), evidence.clone());
    match lack {
        None => (list, Fact::Known(true.into(), evidence)),
        Some((why, at)) => {
            let open = Fact::Missing(why, at.and(&evidence));
            match empty {
                true => (open.clone(), open),
                false => (list, open),
            }
        }
    }
}

fn value((principal, holder): (&String, &Holder)) -> Value {
    let fields = holder.fields(principal);
    let path = ("path", joined(holder.paths.iter().copied()));
    let projects = ("projects", Value::set(&holder.projects));
    Value::record(fields.into_iter().chain([path, projects]))
}

fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    texts.collect::<Vec<_>>().join(", ").as_str().into()
}

/// How many are users, groups and service principals.
pub(super) fn counts<'h>(holders: impl Iterator<Item = &'h Holder> + Clone) -> [i64; 3] {
    ["User", "Group", "ServicePrincipal"].map(|wanted| {
        let of = holders.clone();
        let of = of.filter(|holder| holder.principal_type.eq_ignore_ascii_case(wanted));
        i64::try_from(of.count()).unwrap_or(i64::MAX)
    })
}
