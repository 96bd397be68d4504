//! Which runtime a project has used: classic agents, which end on 2027-03-31, or Responses, as its containers in its own
//! thread store show it. What isn't known of a project never makes it one that needs no classic agents.

use super::Builder;
use crate::catalogue::ReadKind;
use crate::estate::bindings::{Binding, Bound, ProjectBindings};
use crate::estate::graph::{AccountNode, ProjectNode};
use crate::estate::sharing::RuntimeContainers;
use crate::model::{Fact, Kind, ResourceId, StoreRole, Value, Why};

impl Builder<'_> {
    /// The facts of a project about its containers.
    pub(super) fn runtime_facts(
        &self,
        project: &ProjectNode,
        bindings: &ProjectBindings,
    ) -> [(&'static str, Fact); 2] {
        let own = self.runtime_containers(project, bindings);
        [
            ("classic_containers", own.as_ref().map(|own| own.classic.clone()).erase()),
            ("responses_containers", own.map(|own| own.responses).erase()),
        ]
    }

    /// The facts of an account about projects that only classic agents have used.
    pub(super) fn classic_facts(&self, account: &AccountNode) -> [(&'static str, Fact); 2] {
        let projects = account.projects.items.iter();
        let classic: Vec<(String, Fact<bool>)> = projects
            .filter_map(|project| {
                let bindings = self.bindings.get(&project.row.id)?;
                Some((project.title(), self.needs_classic(project, bindings)))
            })
            .collect();
        let lack = account.projects.lack.clone();
        let lack = lack.map(|(why, evidence)| Fact::Missing(why, evidence));
        let any = Fact::any(classic.iter().map(|(_, needs)| needs.clone()).chain(lack));
        let sure = classic.iter().filter(|(_, needs)| needs.known() == Some(&true));
        let names = Value::texts(sure.map(|(title, _)| title));
        let at = any.provenance().clone();
        [("needs_classic_agents", any.erase()), ("classic_only_projects", Fact::Known(names, at))]
    }

    /// A project in Basic mode keeps its containers where nobody sees them.
    fn needs_classic(&self, project: &ProjectNode, bindings: &ProjectBindings) -> Fact<bool> {
        bindings.mode().then(|mode| match mode.as_str() {
            "basic" => {
                let what = format!("the runtime of {} (Basic mode)", project.title());
                Fact::Missing(Why::Unresolved(what), project.evidence.clone())
            }
            _ => {
                let own = self.runtime_containers(project, bindings);
                own.map(|own| own.responses.is_empty() && !own.classic.is_empty())
            }
        })
    }

    fn runtime_containers(
        &self,
        project: &ProjectNode,
        bindings: &ProjectBindings,
    ) -> Fact<RuntimeContainers> {
        let threads = bindings.bindings.iter().filter(|one| one.role == StoreRole::Threads);
        let stores = Fact::collect(threads.map(thread_store));
        bindings.complete().then(|_| {
            stores.then(|stores| {
                project.row.internal_id.clone().then(|internal_id| {
                    let Some(internal_id) = internal_id else {
                        let what = "the internal id of the project".to_owned();
                        return Fact::Missing(Why::Unresolved(what), project.evidence.clone());
                    };
                    let stores = stores.iter().flatten();
                    let names = Fact::collect(stores.map(|store| {
                        let databases = self.names(ReadKind::SQL_DATABASES, store);
                        self.agent_containers(store, &databases)
                    }));
                    names.map(|names| RuntimeContainers::of_project(&internal_id, &names.concat()))
                })
            })
        })
    }
}

/// The Cosmos DB account of a binding, if it leads to one.
fn thread_store(binding: &Binding) -> Fact<Option<ResourceId>> {
    binding.bound.clone().map(|bound| match bound {
        Bound::Store(Kind::CosmosAccount, id) => Some(id),
        Bound::Store(..) | Bound::Dead => None,
    })
}
