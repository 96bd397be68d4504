//! Agent applications: whether they serve, and whether their identities hold what the agents' held before.

use super::Builder;
use crate::catalogue::{self, AgentDeployment, Application, ReadKind};
use crate::estate::drafting::Facts;
use crate::estate::graph::ProjectNode;
use crate::estate::subject::Presence;
use crate::estate::watch::parsed;
use crate::model::{Fact, Kind, ResourceId, Value};

impl Builder<'_> {
    /// The applications of a project.
    pub(super) fn applications(&mut self, project: &ProjectNode, account: &ResourceId) {
        let listing = &project.applications;
        let essential = self.essential.of(&project.row.id);
        for application in &listing.items {
            let id = &application.id;
            let mut facts = Facts::new(Kind::Application, id, &listing.evidence);
            facts.extend(application.facts.clone());
            let name = project.row.id.name();
            facts.set("project", Fact::Known(name.into(), listing.evidence.clone()));
            facts.set("essential", essential.clone().erase());
            facts.extend(self.deployment_facts(application));
            facts
                .extend(self.roles.tool_facts(&project.row.agent_identity, &application.principal));
            self.push_in(facts.subject(Presence::Found, None), account, Some(&project.row.id));
        }
    }

    fn deployment_facts(&self, application: &Application) -> [(&'static str, Fact); 4] {
        let read = ReadKind::AGENT_DEPLOYMENTS;
        let all = parsed(self.index, read, &application.id, catalogue::agent_deployment);
        let names = |wanted: fn(&AgentDeployment) -> bool| {
            let named = all.as_ref().map(|all| {
                let found = all.iter().filter(|one| wanted(one));
                Value::texts(found.map(|one| one.name.as_str()))
            });
            named.erase()
        };
        let states = all.as_ref().map(|all| {
            let states = all.iter().map(|one| format!("{}: {}", one.name, one.state));
            Value::texts(states.collect::<Vec<_>>())
        });
        let running = all.as_ref().map(|all| all.iter().any(|one| one.is("Running")));
        [
            ("running", running.erase()),
            ("deployment_states", states.erase()),
            ("stopped_deployments", names(|one| one.is("Stopped"))),
            ("cold_deployments", names(|one| one.cold)),
        ]
    }
}
