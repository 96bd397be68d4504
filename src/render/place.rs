//! Where a finding stands on the page: under its account or project, among shared things, or under its subscription.

use crate::audit::request::subscription_name;
use crate::audit::{Finding, Report, Status};
use crate::model::{Kind, ResourceId};
use crate::snapshot::ScopeEntry;
use std::collections::{BTreeMap, BTreeSet};

/// A heading of the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// An account and what belongs to it alone.
    Account(ResourceId),
    /// A project and what belongs to it alone.
    Project(ResourceId, ResourceId),
    /// What several accounts use.
    Shared(BTreeSet<ResourceId>),
    /// A subscription, or what couldn't be listed in it.
    Subscription(String),
    /// A workload, by its name.
    Workload(String),
    /// Nothing of that sort is known.
    Elsewhere,
    /// The whole estate.
    Estate,
}

impl Place {
    /// The heading's text.
    pub(super) fn title(&self, names: &AccountNames<'_>, scope: &[ScopeEntry]) -> String {
        match self {
            Self::Account(account) => names.name(account).to_owned(),
            Self::Project(account, project) => {
                format!("{} › {}", names.name(account), names.name(project))
            }
            Self::Shared(accounts) => {
                let names: Vec<&str> = accounts.iter().map(|id| names.name(id)).collect();
                format!("shared by {} accounts: {}", names.len(), names.join(", "))
            }
            Self::Subscription(id) => format!("subscription {}", subscription_name(id, scope)),
            Self::Workload(name) => match name.strip_prefix('~') {
                Some(account) => format!("workload of {account} (undeclared)"),
                None => format!("workload {name}"),
            },
            Self::Elsewhere => "not attributed".to_owned(),
            Self::Estate => "whole estate".to_owned(),
        }
    }

    /// Places with one section key stay together: an account and its projects.
    fn section(&self) -> Self {
        match self {
            Self::Project(account, _) => Self::Account(account.clone()),
            place => place.clone(),
        }
    }

    /// Accounts come first, then what they share, then subscriptions; the whole estate is last.
    fn tier(&self) -> u8 {
        match self {
            Self::Account(_) | Self::Project(..) => 0,
            Self::Shared(_) => 1,
            Self::Subscription(_) => 2,
            Self::Workload(_) => 3,
            Self::Elsewhere => 4,
            Self::Estate => 5,
        }
    }

    fn is_project(&self) -> bool {
        matches!(self, Self::Project(..))
    }
}

/// A heading with its findings, worst first.
pub(super) struct Group<'a> {
    pub(super) place: Place,
    pub(super) findings: Vec<&'a Finding>,
}

/// The findings by place: accounts worst first, each followed by its projects worst first; then shared things, then
/// subscriptions.
pub(super) fn groups<'a>(
    findings: impl Iterator<Item = &'a Finding>,
    report: &Report,
) -> Vec<Group<'a>> {
    let used_by = users(report);
    let mut by_place: BTreeMap<Place, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_place.entry(place(finding, &used_by)).or_default().push(finding);
    }
    let mut of_section: BTreeMap<Place, Badness> = BTreeMap::new();
    for (place, findings) in &by_place {
        let total = of_section.entry(place.section()).or_default();
        for (sum, more) in total.iter_mut().zip(badness(findings)) {
            *sum += more;
        }
    }
    let mut groups: Vec<Group<'_>> = by_place
        .into_iter()
        .map(|(place, mut findings)| {
            findings.sort_by_cached_key(|f| {
                (f.status, f.severity, f.rule.clone(), f.subject.name.clone(), f.part.clone())
            });
            Group { place, findings }
        })
        .collect();
    groups.sort_by_cached_key(|group| {
        let section = group.place.section();
        let of_section = of_section.get(&section).copied().unwrap_or_default();
        (
            group.place.tier(),
            std::cmp::Reverse(of_section),
            section,
            group.place.is_project(),
            std::cmp::Reverse(badness(&group.findings)),
            group.place.clone(),
        )
    });
    groups
}

/// Numbers of failed and undecided findings per severity, worst first: compares like words in a dictionary.
type Badness = [usize; 10];

fn badness(findings: &[&Finding]) -> Badness {
    let mut numbers = Badness::default();
    for finding in findings {
        let offset = match finding.status {
            Status::Fail => 0,
            Status::Unknown => 1,
            Status::Manual
            | Status::Waived
            | Status::Attested
            | Status::Pass
            | Status::NotApplicable => continue,
        };
        numbers[2 * finding.severity as usize + offset] += 1;
    }
    numbers
}

/// Who uses each dependency, by folded id.
fn users(report: &Report) -> BTreeMap<String, Vec<ResourceId>> {
    let dependencies = report.estate.dependencies.iter();
    dependencies
        .map(|dependency| {
            let users = dependency.used_by.iter().map(|id| ResourceId::new(id)).collect();
            (dependency.id.to_lowercase(), users)
        })
        .collect()
}

fn place(finding: &Finding, used_by: &BTreeMap<String, Vec<ResourceId>>) -> Place {
    let subject = &finding.subject;
    let id = ResourceId::new(&subject.id);
    if subject.kind == Kind::Estate {
        return Place::Estate;
    }
    if subject.kind == Kind::Subscription {
        return Place::Subscription(id.subscription().unwrap_or_default().to_owned());
    }
    if subject.kind == Kind::Workload && !subject.is_placeholder() {
        return Place::Workload(subject.name.clone());
    }
    if let Some(place) = below_account(&id) {
        return place;
    }
    let mut users: Vec<ResourceId> =
        subject.projects.iter().chain(&subject.account).map(|id| ResourceId::new(id)).collect();
    users.extend(used_by.get(id.folded()).into_iter().flatten().cloned());
    let accounts: BTreeSet<ResourceId> = users.iter().filter_map(ResourceId::account).collect();
    let places: BTreeSet<Place> = users.iter().filter_map(below_account).collect();
    let projects: Vec<&Place> = places.iter().filter(|place| place.is_project()).collect();
    match (accounts.len(), &projects[..], id.subscription()) {
        (0, _, Some(subscription)) => Place::Subscription(subscription.to_owned()),
        (0, _, None) => Place::Elsewhere,
        (1, [project], _) => (*project).clone(),
        (1, _, _) => accounts.into_iter().next().map_or(Place::Elsewhere, Place::Account),
        (_, _, _) => Place::Shared(accounts),
    }
}

/// The place of an account, a project, or something below them.
fn below_account(id: &ResourceId) -> Option<Place> {
    let account = id.account()?;
    Some(match id.project() {
        Some(project) => Place::Project(account, project),
        None => Place::Account(account),
    })
}

/// The names of accounts and projects by id: looked up for each heading, so an estate of many headings isn't searched
/// for each of them.
pub(super) struct AccountNames<'a>(BTreeMap<ResourceId, &'a str>);

impl<'a> AccountNames<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let accounts = report.estate.accounts.iter();
        let named = accounts.flat_map(|account| {
            let projects = account.projects.iter();
            projects
                .map(|project| (&project.id, &project.name))
                .chain([(&account.id, &account.name)])
        });
        Self(named.map(|(id, name)| (ResourceId::new(id), name.as_str())).collect())
    }

    /// The name in the report; that in the id, if the report's outline doesn't hold it.
    fn name<'n>(&'n self, id: &'n ResourceId) -> &'n str {
        self.0.get(id).copied().unwrap_or_else(|| id.name())
    }
}
