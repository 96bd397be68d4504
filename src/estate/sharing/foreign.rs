//! Databases and containers of a store that don't belong to the agent runtime of the projects that bind it.

use super::{GROUP, Sharing};
use crate::catalogue::is_agent_database;
use crate::model::{Fact, Kind, ResourceId, StoreRole, Why};

impl Sharing<'_> {
    /// Databases and containers that don't belong to the agent runtime.
    pub(in crate::estate) fn foreign_databases(
        &self,
        id: &ResourceId,
        databases: &Fact<Vec<String>>,
    ) -> Fact<Vec<String>> {
        let mut bound = self.bound_by(Kind::CosmosAccount, id);
        let vectors_too = bound.any(|(_, role, _)| role == StoreRole::Vectors);
        databases.clone().then(|names| {
            let foreign: Vec<String> =
                names.into_iter().filter(|name| !is_agent_database(name)).collect();
            let evidence = databases.provenance().clone();
            if vectors_too && !foreign.is_empty() {
                let what = "which database holds the vectors".to_owned();
                return Fact::Missing(Why::Unresolved(what), evidence);
            }
            // A binding that nobody saw may keep vectors here.
            match self.more_vectors() {
                Some(why) if !foreign.is_empty() => Fact::Missing(why, evidence),
                Some(_) | None => Fact::Known(foreign, evidence),
            }
        })
    }

    /// Containers of a Storage account that neither the platform nor a project that binds it has made.
    pub(in crate::estate) fn foreign_containers(
        &self,
        id: &ResourceId,
        containers: &Fact<Vec<String>>,
    ) -> Fact<Vec<String>> {
        let owners: Vec<Fact<Option<String>>> = self
            .bound_by(Kind::StorageAccount, id)
            .map(|(project, _, _)| project.internal_id.clone())
            .collect();
        let more = self.more_may_bind(Kind::StorageAccount);
        containers.clone().then(|names| {
            let (mut foreign, mut open) = (Vec::new(), None);
            for name in names.into_iter().filter(|name| !is_of_azure(name)) {
                match workspace_of(&name) {
                    None => foreign.push(name),
                    Some(guid) if owners.iter().any(|owner| matches!(owner, Fact::Known(Some(id), _) if same_guid(id, &guid))) => {}
                    Some(_) => match owners.iter().find(|owner| !matches!(owner, Fact::Known(Some(_), _))) {
                        Some(Fact::Missing(why, _)) => open = Some(why.clone()),
                        Some(Fact::Known(..)) => open = Some(Why::Unresolved("the owner of a project's container".into())),
                        // It may be a project's that nobody saw.
                        None => match &more {
                            Some((why, _)) => open = Some(why.clone()),
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
}

/// True for a container that Azure makes for itself: `$logs`, `$blobchangefeed` and the like; the logs that a diagnostic
/// setting sends here (Diagnostic logging of Foundry, 2026-06-25); those of a function app's host.
fn is_of_azure(container: &str) -> bool {
    let prefixes = ["$", "insights-logs-", "insights-metrics-", "azure-webjobs-"];
    let name = container.to_lowercase();
    prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// The workspace GUID of a container that the agent runtime makes (`<guid>-agents-blobstore` by Microsoft's standard
/// set-up page of 2026-03-19; `<guid>-azureml-agent` by its samples).
///
/// Azure knows such names in lower case only, but an id may come in any.
pub(in crate::estate) fn workspace_of(container: &str) -> Option<String> {
    let container = container.to_lowercase();
    let suffixes = ["-azureml-blobstore", "-agents-blobstore", "-azureml-agent"];
    let guid = suffixes.iter().find_map(|suffix| container.strip_suffix(suffix))?;
    let dashes_right = guid.len() == 36
        && guid
            .bytes()
            .enumerate()
            .all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
    (dashes_right && guid.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()))
        .then(|| guid.to_owned())
}

pub(in crate::estate) fn same_guid(internal_id: &str, guid: &str) -> bool {
    internal_id.replace('-', "").eq_ignore_ascii_case(&guid.replace('-', ""))
}

#[cfg(test)]
mod tests {
    use super::{same_guid, workspace_of};

    #[test]
    fn containers_name_their_workspace() {
        let guid = "0f0e0d0c-0b0a-0908-0706-050403020100";
        assert_eq!(workspace_of(&format!("{guid}-agents-blobstore")).as_deref(), Some(guid));
        assert_eq!(workspace_of("backup-agents-blobstore"), None);
        assert_eq!(workspace_of(&format!("{guid}-other")), None);
        assert!(same_guid("0F0E0D0C0B0A09080706050403020100", guid));
    }
}
