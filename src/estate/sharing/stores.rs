//! A store's facts that follow from who binds it and who refers to it.

use super::{GROUP, Sharing, lack_of_link};
use crate::model::{Fact, Kind, Provenance, ResourceId, StoreRole, Value};
use std::collections::BTreeSet;

impl Sharing<'_> {
    /// The facts that Cosmos DB, Search and Storage share.
    pub(in crate::estate) fn store_facts(
        &self,
        kind: Kind,
        id: &ResourceId,
    ) -> Vec<(&'static str, Fact)> {
        let bound: Vec<_> = self.bound_by(kind, id).collect();
        let evidence = bound.iter().fold(Provenance::None, |all, (_, _, one)| all.and(one));
        let roles: BTreeSet<StoreRole> = bound.iter().map(|(_, role, _)| *role).collect();
        let projects: BTreeSet<&str> =
            bound.iter().map(|(project, _, _)| project.title.as_str()).collect();
        let accounts: BTreeSet<&str> =
            bound.iter().map(|(project, _, _)| project.account.name()).collect();
        let known = |value: Value| Fact::Known(value, evidence.clone());
        vec![
            ("holds_agent_state", self.holds_agent_state(kind, id).erase()),
            ("roles", known(Value::texts(roles.iter().map(|role| role.as_str())))),
            ("bound_projects", known(Value::set(projects))),
            ("bound_accounts", known(Value::set(accounts))),
            ("dedicated", self.dedicated(kind, id).erase()),
            ("shared_by_projects", self.shared_by_projects(kind, id).erase()),
        ]
    }

    fn shared_by_projects(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        match self.more_may_bind(kind) {
            _ if self.binding_projects(kind, id).len() > 1 => Fact::Known(true, GROUP),
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::Known(false, GROUP),
        }
    }

    fn holds_agent_state(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        if let Some((_, _, evidence)) = self.bound_by(kind, id).next() {
            return Fact::Known(true, evidence.clone());
        }
        match self.more_may_bind(kind) {
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::Known(false, GROUP),
        }
    }

    fn dedicated(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        let accounts = self.accounts_of(kind, id);
        if accounts.len() > 1 {
            return Fact::Known(false, GROUP);
        }
        if let Some(why) = &self.lack {
            return self.open(why);
        }
        let elsewhere = |from: &ResourceId| !accounts.iter().any(|account| account.covers(from));
        let hidden = self.hidden_at(kind, id).find(|link| elsewhere(&link.from.id));
        match hidden.and_then(lack_of_link) {
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::Known(true, GROUP),
        }
    }
}
