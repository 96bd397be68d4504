//! From selectors to the subjects that are reported and gated. Whatever can't be proven to belong elsewhere stays: a selector
//! must not hide missing evidence.

use super::policy::Select;
use crate::catalogue::is_above_subscriptions;
use crate::estate::{Estate, Links, Node, Subject};
use crate::model::{Kind, ResourceId};
use crate::text::nearest;
use std::collections::BTreeSet;

/// Why a selector can't be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// Nothing has that name, and every listing that could hold it was read in full.
    #[error("failed to select {what} `{value}`: there is none in the estate")]
    NoMatch {
        /// `resource group`, `Foundry account` or `project`.
        what: &'static str,
        /// What the user wrote.
        value: String,
        /// The nearest name that exists.
        nearest: Option<String>,
        /// Some of the names that exist.
        known: Vec<String>,
    },
}

impl SelectError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoMatch { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::NoMatch { known, what, .. } if known.is_empty() => {
                format!("the estate has no {what} at all; check the subscription")
            }
            Self::NoMatch { known, .. } => format!("there are: {}", known.join(", ")),
        }
    }
}

/// The subjects that a policy selects.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    select: &'a Select,
    links: &'a Links,
    accounts: BTreeSet<ResourceId>,
    projects: BTreeSet<ResourceId>,
    /// Accounts that a wanted project may be in.
    searched: BTreeSet<ResourceId>,
    /// Selected accounts with a listing below them that wasn't read in full: what their projects use isn't settled.
    open: BTreeSet<ResourceId>,
    /// The selected accounts and stores, and whether there may be more.
    reach: Vec<ResourceId>,
    reach_is_open: bool,
}

impl<'a> Selection<'a> {
    /// Resolves the selectors.
    pub(super) fn resolve(select: &'a Select, estate: &'a Estate) -> Result<Self, SelectError> {
        let hidden = |kind| {
            let stands_in = |subject: &Subject| subject.kind == kind && subject.is_placeholder();
            estate.subjects.iter().any(stands_in)
        };
        let accounts_open = hidden(Kind::FoundryAccount);
        let projects_open = accounts_open || hidden(Kind::FoundryProject);

        require_groups(select, estate, accounts_open)?;
        let in_group = |id: &ResourceId| {
            select.resource_group.is_empty() || in_groups(id, &select.resource_group)
        };
        let all: Vec<&ResourceId> = ids(estate, Kind::FoundryAccount).collect();
        let grouped = all.into_iter().filter(|id| in_group(id)).collect();
        let accounts = pick(
            "Foundry account",
            &select.account,
            grouped,
            |id| vec![id.name().to_owned()],
            accounts_open,
        )?;
        let own = ids(estate, Kind::FoundryProject)
            .filter(|id| id.account().is_some_and(|account| accounts.contains(&account)))
            .collect();
        let projects = pick("project", &select.project, own, names_of_project, projects_open)?;
        let mut selection = Self {
            select,
            links: &estate.links,
            searched: accounts.clone(),
            accounts,
            projects,
            open: BTreeSet::new(),
            reach: vec![],
            reach_is_open: false,
        };
        selection.keep_accounts_of_projects();
        selection.open = estate
            .subjects
            .iter()
            .filter(|subject| subject.is_placeholder() && selection.selects(subject))
            .filter_map(|subject| subject.id.account())
            .collect();
        selection.set_reach(estate);
        Ok(selection)
    }

    /// Under `--project`, an account counts only if it holds a selected project. (With no project found at all, some listing
    /// is incomplete, and all accounts stay.)
    fn keep_accounts_of_projects(&mut self) {
        if self.select.project.is_empty() || self.projects.is_empty() {
            return;
        }
        let holders: BTreeSet<ResourceId> =
            self.projects.iter().filter_map(ResourceId::account).collect();
        self.accounts.retain(|account| holders.contains(account));
    }

    /// Why rules about whole subscriptions don't apply, if they don't.
    pub(super) fn narrower_than_subscription(&self) -> Option<&'static str> {
        if !self.select.resource_group.is_empty() {
            Some("scope is a resource group")
        } else if !self.select.project.is_empty() {
            Some("scope is a project")
        } else if !self.select.account.is_empty() {
            Some("scope is an account")
        } else {
            None
        }
    }

    /// Whether what was given at these scopes of a subscription reaches an account or a store that is selected. Not known
    /// if it reaches none, but a listing that may hold one wasn't read in full.
    pub(super) fn reaches(&self, subscription: &ResourceId, scopes: &[ResourceId]) -> Option<bool> {
        let covers = |scope: &ResourceId, id| is_above_subscriptions(scope) || scope.covers(id);
        let mut here = self.reach.iter().filter(|id| subscription.covers(id));
        match here.any(|id| scopes.iter().any(|scope| covers(scope, id))) {
            true => Some(true),
            false if self.reach_is_open => None,
            false => Some(false),
        }
    }

    /// The selected accounts and stores.
    fn set_reach(&mut self, estate: &Estate) {
        let of_kinds = estate
            .subjects
            .iter()
            .filter(|one| one.kind == Kind::FoundryAccount || one.kind.is_store());
        let selected = of_kinds.filter(|one| self.selects(one));
        let (unread, named): (Vec<&Subject>, Vec<&Subject>) =
            selected.partition(|one| ResourceId::listing_of(one.id.folded()).is_some());
        self.reach_is_open = !unread.is_empty();
        self.reach = named.iter().map(|subject| subject.id.clone()).collect();
    }

    /// True if the subject is reported and gated.
    pub(super) fn selects(&self, subject: &Subject) -> bool {
        let whole = matches!(subject.kind, Kind::Estate | Kind::Subscription);
        if self.narrower_than_subscription().is_none() || whole {
            return true;
        }
        if let Some(account) = subject.id.account() {
            if is_listing_of_projects(subject) {
                return self.searched.contains(&account);
            }
            return self.accounts.contains(&account) && self.selects_below(&subject.id);
        }
        subject.is_placeholder()
            || in_groups(&subject.id, &self.select.resource_group)
            || self.uses(subject)
    }

    /// Below a selected account: everything but other projects and what is theirs.
    fn selects_below(&self, id: &ResourceId) -> bool {
        match id.project() {
            None => true,
            Some(project) => self.select.project.is_empty() || self.projects.contains(&project),
        }
    }

    /// True if a selected account or project uses the dependency, or if nobody is known to use it.
    fn uses(&self, subject: &Subject) -> bool {
        let users = self.links.users(&Node::new(subject.kind, &subject.id));
        if users.is_empty() {
            return true;
        }
        let projects: Vec<ResourceId> = users.iter().filter_map(|user| user.id.project()).collect();
        let accounts = users.iter().filter_map(|user| user.id.account());
        let mut selected = accounts.filter(|account| self.accounts.contains(account));
        if self.select.project.is_empty() {
            return selected.next().is_some();
        }
        let by_project = projects.iter().any(|project| self.projects.contains(project));
        by_project || selected.any(|owner| projects.is_empty() || self.open.contains(&owner))
    }
}

/// A cut listing of projects may hold a wanted one, whatever was found in other accounts.
fn is_listing_of_projects(subject: &Subject) -> bool {
    let listing = ResourceId::listing_of(subject.id.folded());
    listing.is_some_and(|listing| listing.ends_with("/projects"))
}

fn in_groups(id: &ResourceId, groups: &[String]) -> bool {
    id.resource_group()
        .is_some_and(|group| groups.iter().any(|wanted| wanted.eq_ignore_ascii_case(group)))
}

fn ids(estate: &Estate, kind: Kind) -> impl Iterator<Item = &ResourceId> {
    estate
        .subjects
        .iter()
        .filter(move |subject| subject.kind == kind && !subject.is_placeholder())
        .map(|subject| &subject.id)
}

fn names_of_project(id: &ResourceId) -> Vec<String> {
    let account = id.account().map(|account| format!("{}/{}", account.name(), id.name()));
    std::iter::once(id.name().to_owned()).chain(account).collect()
}

/// The candidates that the wanted names or ids name; all of them if nothing is wanted.
fn pick(
    what: &'static str,
    wanted: &[String],
    candidates: Vec<&ResourceId>,
    names: impl Fn(&ResourceId) -> Vec<String>,
    incomplete: bool,
) -> Result<BTreeSet<ResourceId>, SelectError> {
    if wanted.is_empty() {
        return Ok(candidates.into_iter().cloned().collect());
    }
    let mut picked = BTreeSet::new();
    for value in wanted {
        let as_id = ResourceId::new(value);
        let named = |id: &&&ResourceId| {
            **id == &as_id || names(id).iter().any(|name| same_name(name, value))
        };
        let matches: Vec<&ResourceId> = candidates.iter().filter(named).copied().collect();
        if matches.is_empty() && !incomplete {
            let known = candidates.iter().flat_map(|id| names(id)).collect();
            return Err(no_match(what, value, known));
        }
        picked.extend(matches.into_iter().cloned());
    }
    Ok(picked)
}

fn require_groups(
    select: &Select,
    estate: &Estate,
    accounts_open: bool,
) -> Result<(), SelectError> {
    let known: BTreeSet<&str> =
        estate.subjects.iter().filter_map(|subject| subject.id.resource_group()).collect();
    for value in &select.resource_group {
        if !accounts_open && !known.iter().any(|name| same_name(name, value)) {
            let known = known.iter().map(|&name| name.to_owned()).collect();
            return Err(no_match("resource group", value, known));
        }
    }
    Ok(())
}

fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.trim().to_lowercase()
}

fn no_match(what: &'static str, value: &str, mut known: Vec<String>) -> SelectError {
    known.sort_unstable();
    known.dedup();
    let nearest = nearest(value.trim(), known.iter().map(String::as_str)).map(str::to_owned);
    known.truncate(10);
    SelectError::NoMatch { what, value: value.to_owned(), nearest, known }
}
