//! Who uses a store, and whether it is dedicated. Judged over every Foundry account in scope: one more account that is
//! known to use it settles the matter, one list that wasn't read leaves it open.

use super::bindings::{Bound, ProjectBindings, Role};
use super::dependencies::{Hidden, Use, Uses};
use super::graph::{AccountNode, Graph};
use super::index::{Lack, Listing};
use super::subject::ReadGroup;
use crate::catalogue::CapabilityHost;
use crate::model::{Fact, GroupId, Kind, Provenance, ReadId, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is known about who uses what.
pub(super) struct Sharing<'a> {
    graph: &'a Graph,
    bindings: &'a [ProjectBindings],
    /// References that couldn't be followed, by the kind that hides behind them.
    hidden: BTreeMap<Kind, Vec<&'a Hidden>>,
    /// Per role: why a binding's store isn't known.
    unresolved: BTreeMap<Role, Lack>,
    by_store: BTreeMap<&'a ResourceId, Vec<(&'a ProjectBindings, Role, Provenance)>>,
    by_target: BTreeMap<&'a ResourceId, Vec<&'a Use>>,
    /// Connections that a capability host names.
    named: BTreeSet<&'a ResourceId>,
    /// Why bindings of the scope aren't all known.
    lack: Option<Why>,
    /// Why attachments of identities aren't all known.
    attachment_lack: Option<Why>,
}

/// RU/s that a project's capability host needs: three containers at 1,000 each.
const THROUGHPUT_PER_PROJECT: i64 = 3_000;

/// The one group of reads that sharing is judged by.
pub(super) const GROUP: Provenance = Provenance::Group(GroupId(0));

impl<'a> Sharing<'a> {
    pub(super) fn new(graph: &'a Graph, bindings: &'a [ProjectBindings], uses: &'a Uses) -> Self {
        let mut by_store: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut named = BTreeSet::new();
        let mut unresolved = BTreeMap::new();
        for project in bindings {
            for binding in &project.bindings {
                named.extend(&binding.connection);
                match &binding.bound {
                    Fact::Known(Bound::Store(_, id), evidence) => {
                        by_store.entry(id).or_default().push((
                            project,
                            binding.role,
                            evidence.clone(),
                        ));
                    }
                    Fact::Known(Bound::Dead, _) => {}
                    Fact::Missing(why, evidence) => {
                        unresolved
                            .entry(binding.role)
                            .or_insert((why.clone(), evidence.clone()));
                    }
                }
            }
        }
        let mut hidden: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for one in &uses.hidden {
            hidden.entry(one.kind).or_default().push(one);
        }
        let mut by_target: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for one in &uses.uses {
            by_target.entry(&one.id).or_default().push(one);
        }
        let lacks = lacks(graph);
        let attachment_lack = lacks
            .iter()
            .find(|(structural, _)| *structural)
            .map(|(_, (why, _))| why.clone());
        let lack = lacks.into_iter().map(|(_, (why, _))| why).min();
        Self {
            graph,
            bindings,
            hidden,
            unresolved,
            by_store,
            by_target,
            named,
            lack,
            attachment_lack,
        }
    }

    /// The group of reads behind [`GROUP`].
    pub(super) fn group(&self) -> ReadGroup {
        let mut missing: Vec<ReadId> = lacks(self.graph)
            .iter()
            .flat_map(|(_, (_, evidence))| evidence.reads().to_vec())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let accounts = self.graph.accounts.len();
        let projects = self.bindings.len();
        let all = self.graph.subscriptions.len() + accounts * 3 + projects * 2;
        let title =
            format!("projects, capability hosts and connections of {accounts} Foundry accounts");
        ReadGroup {
            title,
            read: all.saturating_sub(missing.len()),
            missing,
        }
    }

    /// Who uses a dependency.
    pub(super) fn uses_of(&self, id: &ResourceId) -> &[&'a Use] {
        self.by_target.get(id).map_or(&[], Vec::as_slice)
    }

    fn bound_by(&self, id: &ResourceId) -> &[(&'a ProjectBindings, Role, Provenance)] {
        self.by_store.get(id).map_or(&[], Vec::as_slice)
    }

    fn open<T>(&self, why: &Why) -> Fact<T> {
        Fact::Missing(why.clone(), GROUP)
    }

    /// The facts that Cosmos DB, Search and Storage share.
    pub(super) fn store_facts(&self, kind: Kind, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let bound = self.bound_by(id);
        let evidence = bound
            .iter()
            .fold(Provenance::None, |all, (_, _, one)| all.and(one));
        let roles: BTreeSet<Role> = bound.iter().map(|(_, role, _)| *role).collect();
        let projects: BTreeSet<&str> = bound
            .iter()
            .map(|(project, _, _)| project.title.as_str())
            .collect();
        let accounts: BTreeSet<&str> = bound
            .iter()
            .map(|(project, _, _)| project.account.name())
            .collect();
        let known = |value: Value| Fact::Known(value, evidence.clone());
        vec![
            (
                "holds_agent_state",
                self.holds_agent_state(kind, id).erase(),
            ),
            (
                "roles",
                known(Value::texts(roles.iter().map(|role| role.as_str()))),
            ),
            ("bound_projects", known(Value::texts(projects))),
            ("bound_accounts", known(Value::texts(accounts))),
            ("dedicated", self.dedicated(kind, id).erase()),
            (
                "shared_by_projects",
                self.shared_by_projects(kind, id).erase(),
            ),
        ]
    }

    /// How many projects are known to bind a store.
    fn projects_of(&self, id: &ResourceId) -> usize {
        let projects = self.bound_by(id).iter();
        let ids: BTreeSet<_> = projects.map(|(project, _, _)| &project.project).collect();
        ids.len()
    }

    /// The projects that are known to bind a store.
    pub(super) fn binding_projects(&self, id: &ResourceId) -> BTreeSet<&'a ResourceId> {
        let bound = self.bound_by(id).iter();
        bound.map(|(project, _, _)| &project.project).collect()
    }

    /// All stores that are known to be bound.
    pub(super) fn bound_stores(&self) -> impl Iterator<Item = &'a ResourceId> {
        self.by_store.keys().copied()
    }

    /// Why more projects may bind a store of this kind than are known; none if all bindings are known.
    pub(super) fn more_may_bind(&self, kind: Kind) -> Option<Lack> {
        if let Some(why) = &self.lack {
            return Some((why.clone(), GROUP));
        }
        let mut unresolved = self.unresolved.iter();
        unresolved
            .find(|(role, _)| role.admits(kind))
            .map(|(_, lack)| lack.clone())
    }

    /// Why more accounts may use a resource of this kind than are known; none if every reference was followed.
    pub(super) fn more_may_use(&self, kind: Kind) -> Option<Lack> {
        if let Some(why) = &self.lack {
            return Some((why.clone(), GROUP));
        }
        let hidden = self.hidden.get(&kind).and_then(|all| all.first());
        hidden
            .map(|one| one.lack.clone())
            .or_else(|| self.more_may_bind(kind))
    }

    fn shared_by_projects(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        match self.more_may_bind(kind) {
            _ if self.projects_of(id) > 1 => Fact::Known(true, GROUP),
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::Known(false, GROUP),
        }
    }

    /// Whether a Cosmos DB account's throughput limit leaves each project what its containers are made with.
    pub(super) fn throughput_suffices(
        &self,
        kind: Kind,
        id: &ResourceId,
        limit: Fact,
    ) -> Fact<bool> {
        let projects = i64::try_from(self.projects_of(id)).unwrap_or(i64::MAX);
        let needed = projects.saturating_mul(THROUGHPUT_PER_PROJECT);
        limit.then(|limit| match (limit, self.more_may_bind(kind)) {
            (Value::Int(..0), _) => Fact::Known(true, Provenance::None),
            (Value::Int(limit), _) if limit < needed => Fact::Known(false, GROUP),
            (Value::Int(_), None) => Fact::Known(true, GROUP),
            (Value::Int(_), Some((why, evidence))) => Fact::Missing(why, evidence),
            (
                Value::Null
                | Value::Bool(_)
                | Value::Text(_)
                | Value::Instant(_)
                | Value::List(_)
                | Value::Record(_),
                _,
            ) => Fact::Missing(Why::Malformed, Provenance::None),
        })
    }

    fn holds_agent_state(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        if let Some((_, _, evidence)) = self.bound_by(id).first() {
            return Fact::Known(true, evidence.clone());
        }
        match self.more_may_bind(kind) {
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::Known(false, GROUP),
        }
    }

    fn dedicated(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        let accounts: BTreeSet<&ResourceId> =
            self.uses_of(id).iter().map(|one| &one.account).collect();
        if accounts.len() > 1 {
            return Fact::Known(false, GROUP);
        }
        if let Some(why) = &self.lack {
            return self.open(why);
        }
        let elsewhere = |from: &ResourceId| !accounts.iter().any(|account| account.covers(from));
        let hidden = self
            .hidden
            .get(&kind)
            .and_then(|all| all.iter().find(|one| elsewhere(&one.from)));
        match hidden {
            Some(hidden) => Fact::Missing(hidden.lack.0.clone(), hidden.lack.1.clone()),
            None => Fact::Known(true, GROUP),
        }
    }

    /// Search: connections that no capability host names are somebody else's use of it.
    pub(super) fn search_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let (others, open) = self.other_connections(id);
        let only = match (others.is_empty(), &open) {
            (false, _) => Fact::Known(false, GROUP),
            (true, Some(why)) => self.open(why),
            (true, None) => Fact::Known(true, GROUP),
        };
        vec![
            (
                "other_connections",
                Fact::Known(Value::texts(others), GROUP),
            ),
            ("runtime_only", only.erase()),
        ]
    }

    /// The connections to a store that no capability host names, and why more may be.
    fn other_connections(&self, id: &ResourceId) -> (BTreeSet<String>, Option<Why>) {
        let mut others = BTreeSet::new();
        let mut open = self.lack.clone();
        for one in self
            .uses_of(id)
            .iter()
            .filter(|one| one.what == "connection")
        {
            if self.named.contains(&one.from) || self.made_for_settings(one) {
                continue;
            }
            match self.names_known(one) {
                None => {
                    others.insert(self.title_of(&one.from));
                }
                Some(why) => open = Some(open.unwrap_or(why)),
            }
        }
        (others, open)
    }

    /// Whether datasets are kept in a Storage account: connections to it that no capability host names.
    pub(super) fn data_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let (others, open) = self.other_connections(id);
        let holds = match (others.is_empty(), &open) {
            (false, _) => Fact::Known(true, GROUP),
            (true, Some(why)) => self.open(why),
            (true, None) => Fact::Known(false, GROUP),
        };
        vec![
            ("data_connections", Fact::Known(Value::texts(others), GROUP)),
            ("has_data_connections", holds.erase()),
        ]
    }

    /// The service makes connections of its own for a project's capability settings.
    fn made_for_settings(&self, one: &Use) -> bool {
        let same = |other: &&&Use| other.what == "store" && other.project == one.project;
        self.uses_of(&one.id).iter().any(|other| same(&other))
    }

    /// Why it isn't known whether a host names this connection; `None` if all hosts that could are read.
    fn names_known(&self, one: &Use) -> Option<Why> {
        let account = self.graph.account_of(&one.account)?;
        let lack = |lack: Option<&Lack>| lack.map(|(why, _)| why.clone());
        let projects = account.projects.items.iter();
        let of_project = projects.filter(|p| one.project.as_ref().is_none_or(|id| *id == p.row.id));
        let all_projects = if one.project.is_none() {
            account.projects.lack.as_ref()
        } else {
            None
        };
        let hosts = |hosts| names_lack(hosts).map(|(why, _)| why);
        hosts(&account.hosts)
            .or_else(|| of_project.into_iter().find_map(|p| hosts(&p.hosts)))
            .or_else(|| lack(all_projects))
            // A host's name may stand for the account's connection, or for one of the project's that nobody has seen.
            .or_else(|| {
                let mut projects = account.projects.items.iter();
                one.project
                    .is_none()
                    .then(|| projects.find_map(|p| lack(p.connections.lack.as_ref())))?
            })
    }

    /// `account/project/connection` or `account/connection`.
    fn title_of(&self, connection: &ResourceId) -> String {
        let parts: Vec<&str> = connection.written().split('/').skip(8).step_by(2).collect();
        parts.join("/")
    }

    /// Databases and containers that don't belong to the agent runtime.
    pub(super) fn foreign_databases(
        &self,
        id: &ResourceId,
        databases: &Fact<Vec<String>>,
    ) -> Fact<Vec<String>> {
        let vectors_too = self
            .bound_by(id)
            .iter()
            .any(|(_, role, _)| *role == Role::Vectors);
        databases.clone().then(|names| {
            let foreign: Vec<String> = names
                .into_iter()
                .filter(|name| !name.eq_ignore_ascii_case("enterprise_memory"))
                .collect();
            if vectors_too && !foreign.is_empty() {
                let what = "which database holds the vectors".to_owned();
                return Fact::Missing(Why::Unresolved(what), databases.provenance().clone());
            }
            Fact::Known(foreign, databases.provenance().clone())
        })
    }

    /// Containers of a Storage account that neither the platform nor a project that binds it has made.
    pub(super) fn foreign_containers(
        &self,
        id: &ResourceId,
        containers: &Fact<Vec<String>>,
    ) -> Fact<Vec<String>> {
        let owners: Vec<Fact<Option<String>>> = self
            .bound_by(id)
            .iter()
            .map(|(project, _, _)| project.internal_id.clone())
            .collect();
        containers.clone().then(|names| {
            let (mut foreign, mut open) = (Vec::new(), None);
            for name in names.into_iter().filter(|name| !name.starts_with('$')) {
                match workspace_of(&name) {
                    None => foreign.push(name),
                    Some(guid) if owners.iter().any(|owner| matches!(owner, Fact::Known(Some(id), _) if same_guid(id, &guid))) => {}
                    Some(_) => match owners.iter().find(|owner| !matches!(owner, Fact::Known(Some(_), _))) {
                        Some(Fact::Missing(why, _)) => open = Some(why.clone()),
                        Some(Fact::Known(..)) => open = Some(Why::Unresolved("the owner of a project's container".into())),
                        // It may be a project's that nobody saw.
                        None => match &self.lack {
                            Some(why) => open = Some(why.clone()),
                            None => foreign.push(name),
                        },
                    },
                }
            }
            match open {
                Some(why) if foreign.is_empty() => Fact::Missing(why, GROUP.and(containers.provenance())),
                Some(_) | None => Fact::Known(foreign, containers.provenance().clone()),
            }
        })
    }

    /// Who a user-assigned identity is attached to.
    pub(super) fn identity_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let attached = self
            .uses_of(id)
            .iter()
            .filter(|one| one.what == "identity" || one.what == "store identity");
        let (projects, others): (BTreeSet<_>, BTreeSet<_>) = attached
            .map(|one| &one.from)
            .partition(|from| from.resource_type().as_deref() == Kind::FoundryProject.arm_type());
        let any = match (&self.attachment_lack, projects.is_empty()) {
            (_, false) => Fact::Known(true, GROUP),
            (Some(why), true) => self.open(why),
            (None, true) => Fact::Known(false, GROUP),
        };
        // A store behind a connection that nobody read may use the identity too.
        let hidden = self.hidden.get(&Kind::UserAssignedIdentity);
        let hidden = hidden.and_then(|all| all.first()).map(|one| &one.lack.0);
        let dedicated = match self.lack.as_ref().or(hidden) {
            _ if projects.len() + others.len() > 1 => Fact::Known(false, GROUP),
            Some(why) => self.open(why),
            None => Fact::Known(true, GROUP),
        };
        let titles = |ids: BTreeSet<&ResourceId>| {
            Fact::Known(Value::texts(ids.iter().map(|id| self.title_of(id))), GROUP)
        };
        let names = |ids: BTreeSet<&ResourceId>| {
            Fact::Known(Value::texts(ids.iter().map(|id| id.name())), GROUP)
        };
        vec![
            ("attached_projects", titles(projects)),
            ("attached_elsewhere", names(others)),
            ("attached_to_project", any.erase()),
            ("dedicated", dedicated.erase()),
        ]
    }

    /// What a Key Vault is used for.
    pub(super) fn vault_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let uses: BTreeSet<&str> = self.uses_of(id).iter().map(|one| one.what).collect();
        vec![("uses", Fact::Known(Value::texts(uses), GROUP))]
    }
}

/// The reads that bindings come from and that gave no evidence; `true` for those that identities come from too.
fn lacks(graph: &Graph) -> Vec<(bool, Lack)> {
    let mut lacks: Vec<(bool, Lack)> = graph
        .lacks
        .iter()
        .map(|(_, lack)| (true, lack.clone()))
        .collect();
    for account in &graph.accounts {
        lacks.extend(
            account
                .projects
                .lack
                .iter()
                .map(|lack| (true, lack.clone())),
        );
        lacks.extend(binding_lacks(account).map(|lack| (false, lack)));
    }
    lacks
}

fn binding_lacks(account: &AccountNode) -> impl Iterator<Item = Lack> + '_ {
    let of_account = names_lack(&account.hosts)
        .into_iter()
        .chain(account.connections.lack.clone());
    let of_projects = account.projects.items.iter().flat_map(|project| {
        let settings = match &project.settings {
            Fact::Missing(why, evidence) => Some((why.clone(), evidence.clone())),
            Fact::Known(..) => None,
        };
        names_lack(&project.hosts)
            .into_iter()
            .chain(project.connections.lack.clone())
            .chain(settings)
    });
    of_account.chain(of_projects)
}

/// Why not all connections are known that the hosts of a list name.
fn names_lack(hosts: &Listing<CapabilityHost>) -> Option<Lack> {
    let mut names = hosts.items.iter().flat_map(|host| &host.names);
    let unknown = |names: &Fact<Vec<String>>| match names {
        Fact::Known(..) => None,
        Fact::Missing(why, evidence) => Some((why.clone(), evidence.clone())),
    };
    hosts.lack.clone().or_else(|| names.find_map(unknown))
}

/// The workspace GUID of a container that the agent runtime makes (`<guid>-agents-blobstore` by Microsoft's standard
/// set-up page of 2026-03-19; `<guid>-azureml-agent` by its samples).
///
/// Azure knows such names in lower case only, but an id may come in any.
fn workspace_of(container: &str) -> Option<String> {
    let container = container.to_lowercase();
    let suffixes = ["-azureml-blobstore", "-agents-blobstore", "-azureml-agent"];
    let guid = suffixes
        .iter()
        .find_map(|suffix| container.strip_suffix(suffix))?;
    let dashes_right = guid.len() == 36
        && guid
            .bytes()
            .enumerate()
            .all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
    (dashes_right
        && guid
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit()))
    .then(|| guid.to_owned())
}

fn same_guid(internal_id: &str, guid: &str) -> bool {
    internal_id
        .replace('-', "")
        .eq_ignore_ascii_case(&guid.replace('-', ""))
}

#[cfg(test)]
mod tests {
    use super::{same_guid, workspace_of};

    #[test]
    fn containers_name_their_workspace() {
        let guid = "0f0e0d0c-0b0a-0908-0706-050403020100";
        assert_eq!(
            workspace_of(&format!("{guid}-agents-blobstore")).as_deref(),
            Some(guid)
        );
        assert_eq!(workspace_of("backup-agents-blobstore"), None);
        assert_eq!(workspace_of(&format!("{guid}-other")), None);
        assert!(same_guid("0F0E0D0C0B0A09080706050403020100", guid));
    }
}
