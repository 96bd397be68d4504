//! Connections to a store that no capability host names: a use of it beside agents' state.

use super::{GROUP, Sharing, names_lack, title_of};
use crate::estate::index::Lack;
use crate::estate::link::{Link, Node};
use crate::model::{Fact, Kind, LinkRole, ResourceId, Value, Why};
use std::collections::BTreeSet;

impl Sharing<'_> {
    /// Search: connections that no capability host names are somebody else's use of it.
    pub(in crate::estate) fn search_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let (others, open) = self.other_connections(Kind::SearchService, id);
        let only = match (others.is_empty(), &open) {
            (false, _) => Fact::Known(false, GROUP),
            (true, Some(why)) => self.open(why),
            (true, None) => Fact::Known(true, GROUP),
        };
        vec![
            ("other_connections", Fact::Known(Value::set(others), GROUP)),
            ("runtime_only", only.erase()),
        ]
    }

    /// The connections to a store that no capability host names, and why more may be.
    fn other_connections(&self, kind: Kind, id: &ResourceId) -> (BTreeSet<String>, Option<Why>) {
        let mut others = BTreeSet::new();
        let mut open = self.lack.clone();
        for link in self.references_to(kind, id) {
            let is_named = self.links.through(&link.from).next().is_some();
            if link.role != LinkRole::Connection || is_named || self.made_for_settings(link) {
                continue;
            }
            match self.names_known(&link.from.id) {
                None => {
                    others.insert(title_of(&link.from.id));
                }
                Some(why) => open = Some(open.unwrap_or(why)),
            }
        }
        (others, open)
    }

    /// Whether datasets are kept in a Storage account: connections to it that no capability host names.
    pub(in crate::estate) fn data_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let (others, open) = self.other_connections(Kind::StorageAccount, id);
        let holds = match (others.is_empty(), &open) {
            (false, _) => Fact::Known(true, GROUP),
            (true, Some(why)) => self.open(why),
            (true, None) => Fact::Known(false, GROUP),
        };
        vec![
            ("data_connections", Fact::Known(Value::set(others), GROUP)),
            ("has_data_connections", holds.erase()),
        ]
    }

    /// The service makes connections of its own for a project's capability settings.
    fn made_for_settings(&self, connection: &Link) -> bool {
        let project = connection.from.id.project();
        let Some((store, project)) = connection.target().zip(project) else {
            return false;
        };
        let of_project = self.links.from(&Node::new(Kind::FoundryProject, &project));
        let mut named = of_project.iter().filter(|link| link.role == LinkRole::Store);
        named.any(|link| link.target() == Some(store))
    }

    /// Why it isn't known whether a host names this connection; `None` if all hosts that could are read.
    fn names_known(&self, connection: &ResourceId) -> Option<Why> {
        let account = self.graph.account_of(connection)?;
        let project = connection.project();
        let lack = |lack: Option<&Lack>| lack.map(|(why, _)| why.clone());
        let projects = account.projects.items.iter();
        let of_project = projects.filter(|p| project.as_ref().is_none_or(|id| *id == p.row.id));
        let all_projects = if project.is_none() { account.projects.lack.as_ref() } else { None };
        let hosts = |hosts| names_lack(hosts).map(|(why, _)| why);
        hosts(&account.hosts)
            .or_else(|| of_project.into_iter().find_map(|p| hosts(&p.hosts)))
            .or_else(|| lack(all_projects))
            // A host's name may stand for the account's connection, or for one of the project's that nobody has seen.
            .or_else(|| {
                let mut projects = account.projects.items.iter();
                project
                    .is_none()
                    .then(|| projects.find_map(|p| lack(p.connections.lack.as_ref())))?
            })
    }
}
