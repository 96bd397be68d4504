//! Connections to a store that no capability host names: a use of it beside agents' state.

use super::{GROUP, Sharing, title_of};
use crate::estate::serving::serves_agents;
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
            if link.role != LinkRole::Connection {
                continue;
            }
            match self.serves_agents(&link.from.id) {
                Fact::Known(true, _) => {}
                Fact::Known(false, _) => {
                    others.insert(title_of(&link.from.id));
                }
                Fact::Missing(why, _) => open = Some(open.unwrap_or(why)),
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

    /// Whether a connection is there for agents' state, and so is no knowledge.
    fn serves_agents(&self, connection: &ResourceId) -> Fact<bool> {
        match self.graph.account_of(connection) {
            Some(account) => serves_agents(account, connection, self.links),
            None => self.open(&Why::NotRead),
        }
    }
}
