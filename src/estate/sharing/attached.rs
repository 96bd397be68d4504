//! What identities are attached to and what vaults are used for.

use super::{GROUP, Sharing, title_of};
use crate::estate::link::Node;
use crate::model::{Fact, Kind, LinkRole, ResourceId, Value};
use std::collections::BTreeSet;

impl<'a> Sharing<'a> {
    /// Who a user-assigned identity is attached to.
    pub(in crate::estate) fn identity_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let attached = self
            .references_to(Kind::UserAssignedIdentity, id)
            .filter(|link| matches!(link.role, LinkRole::Identity | LinkRole::StoreIdentity));
        let (projects, others): (Vec<&Node>, Vec<&Node>) =
            attached.map(|link| &link.from).partition(|from| from.kind == Kind::FoundryProject);
        let ids = |nodes: Vec<&'a Node>| nodes.into_iter().map(|node| &node.id).collect();
        let projects: BTreeSet<&ResourceId> = ids(projects);
        let others: BTreeSet<&ResourceId> = ids(others);
        let any = match (&self.attachment_lack, projects.is_empty()) {
            (_, false) => Fact::Known(true, GROUP),
            (Some(why), true) => self.open(why),
            (None, true) => Fact::Known(false, GROUP),
        };
        // A store behind a connection that nobody read may use the identity too.
        let hidden = self.hidden.get(&Kind::UserAssignedIdentity);
        let hidden = hidden.and_then(|all| all.first()?.hidden());
        let hidden = hidden.map(|(_, why)| why);
        let dedicated = match self.lack.as_ref().or(hidden) {
            _ if projects.len() + others.len() > 1 => Fact::Known(false, GROUP),
            Some(why) => self.open(why),
            None => Fact::Known(true, GROUP),
        };
        let titles = projects.into_iter().map(title_of);
        let names = others.into_iter().map(ResourceId::name);
        vec![
            ("attached_projects", Fact::Known(Value::set(titles), GROUP)),
            ("attached_elsewhere", Fact::Known(Value::set(names), GROUP)),
            ("attached_to_project", any.erase()),
            ("dedicated", dedicated.erase()),
        ]
    }

    /// What a Key Vault is used for.
    pub(in crate::estate) fn vault_facts(&self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let uses = self.references_to(Kind::KeyVault, id);
        let uses: BTreeSet<&str> = uses.map(|link| link.role.label()).collect();
        vec![("uses", Fact::Known(Value::texts(uses), GROUP))]
    }
}
