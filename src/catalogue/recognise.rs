//! From the key of an observation back to the read that it stands for: the other way round of `read`.

use super::{ReadKind, Watch, read_roles};
use crate::model::{Kind, ResourceId};

/// Which read an observation's key stands for, and the scope it was made at. `None` for reads this program doesn't make.
#[must_use]
pub fn recognise(key: &str) -> Option<(ReadKind, ResourceId)> {
    if key == "/subscriptions" {
        return Some((ReadKind::Subscriptions, ResourceId::new("")));
    }
    if let Some((watch, scope)) = Watch::recognise(key) {
        return Some((ReadKind::Watch(watch), scope));
    }
    if let Some(definition) = super::policy_definition_id(key) {
        return Some(definition);
    }
    if key == "/providers/microsoft.resourcegraph/resources" {
        return Some((ReadKind::Inventory, ResourceId::new("")));
    }
    if let Some(scope) = key.strip_suffix("/descendants")
        && scope.starts_with("/providers/microsoft.management/managementgroups/")
    {
        return Some((ReadKind::Descendants, ResourceId::new(scope)));
    }
    let segments: Vec<&str> = key.strip_prefix('/')?.split('/').collect();
    if segments[0] != "subscriptions" || segments.iter().any(|segment| segment.is_empty()) {
        return None;
    }
    let subscription = ResourceId::new(&format!("/subscriptions/{}", segments.get(1)?));
    match segments[2..] {
        [] => return Some((ReadKind::Subscription, subscription)),
        ["locations"] => return Some((ReadKind::Locations, subscription)),
        ["providers", "microsoft.cognitiveservices"] => {
            return Some((ReadKind::Provider, subscription));
        }
        ["providers", namespace] => {
            let of = Kind::DEPENDENCIES
                .into_iter()
                .find(|kind| kind.namespace() == Some(namespace));
            return Some((ReadKind::Registration(of?), subscription));
        }
        ["providers", "microsoft.security", "pricings", "ai"] => {
            return Some((ReadKind::AiPricing, subscription));
        }
        _ => {}
    }
    if let Some(scope) = key.strip_suffix("/providers/microsoft.authorization/locks") {
        let scope = ResourceId::new(scope);
        return Some((
            if segments.len() == 5 {
                ReadKind::Locks
            } else {
                ReadKind::LocksAt
            },
            scope,
        ));
    }
    let id = ResourceId::new(key);
    if let Some(read) = read_roles::recognise(key, &segments) {
        return Some(read);
    }
    let ty = listed_type(&segments)?;
    if segments[2] == "providers" {
        return top_level(&ty.0)
            .filter(|_| ty.1)
            .map(|read| (read, subscription));
    }
    let read = below_group(&ty.0, ty.1)?;
    let scope = if ty.1 {
        ResourceId::new(key.rsplit_once('/')?.0)
    } else {
        id
    };
    // Both hang on the singleton `blobServices/default`; their scope is the account.
    let of_blob_service = matches!(read, ReadKind::BlobService | ReadKind::Containers);
    Some((
        read,
        if of_blob_service {
            scope.parent()?
        } else {
            scope
        },
    ))
}

/// The type that a path names, and whether it names the collection rather than one resource.
fn listed_type(segments: &[&str]) -> Option<(String, bool)> {
    let at = segments
        .iter()
        .rposition(|segment| *segment == "providers")?;
    let tail = &segments[at + 1..];
    let ty: Vec<&str> = tail
        .first()
        .copied()
        .into_iter()
        .chain(tail.iter().skip(1).step_by(2).copied())
        .collect();
    (ty.len() > 1).then(|| (ty.join("/"), tail.len().is_multiple_of(2)))
}

fn top_level(ty: &str) -> Option<ReadKind> {
    match ty {
        "microsoft.cognitiveservices/accounts" => Some(ReadKind::Accounts),
        "microsoft.cognitiveservices/deletedaccounts" => Some(ReadKind::DeletedAccounts),
        "microsoft.authorization/policyassignments" => Some(ReadKind::PolicyAssignments),
        "microsoft.authorization/policyexemptions" => Some(ReadKind::PolicyExemptions),
        "microsoft.authorization/denyassignments" => Some(ReadKind::DenyAssignments),
        _ => Kind::dependency_of_type(ty).map(ReadKind::Dependencies),
    }
}

fn below_group(ty: &str, list: bool) -> Option<ReadKind> {
    Some(match (ty, list) {
        ("microsoft.cognitiveservices/accounts/projects", true) => ReadKind::Projects,
        ("microsoft.cognitiveservices/accounts/projects", false) => ReadKind::ProjectPreview,
        ("microsoft.cognitiveservices/accounts/capabilityhosts", true) => ReadKind::AccountHosts,
        ("microsoft.cognitiveservices/accounts/projects/capabilityhosts", true) => {
            ReadKind::ProjectHosts
        }
        ("microsoft.cognitiveservices/accounts/connections", true) => ReadKind::AccountConnections,
        ("microsoft.cognitiveservices/accounts/projects/connections", true) => {
            ReadKind::ProjectConnections
        }
        ("microsoft.cognitiveservices/accounts/deployments", true) => ReadKind::Deployments,
        ("microsoft.documentdb/databaseaccounts/sqldatabases", true) => ReadKind::SqlDatabases,
        ("microsoft.storage/storageaccounts/objectreplicationpolicies", true) => {
            ReadKind::ObjectReplication
        }
        ("microsoft.storage/storageaccounts/blobservices", false) => ReadKind::BlobService,
        ("microsoft.storage/storageaccounts/blobservices/containers", true) => ReadKind::Containers,
        ("microsoft.containerregistry/registries/replications", true) => ReadKind::Replications,
        ("microsoft.documentdb/databaseaccounts/sqlroleassignments", true) => {
            ReadKind::SqlRoleAssignments
        }
        ("microsoft.documentdb/databaseaccounts/sqlroledefinitions", true) => {
            ReadKind::SqlRoleDefinitions
        }
        (_, false) => ReadKind::Dependency(Kind::dependency_of_type(ty)?),
        (_, true) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::key_of;

    #[test]
    fn every_read_is_recognised_by_its_own_key() {
        let sub = "/subscriptions/s1";
        let account =
            format!("{sub}/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a");
        let project = format!("{account}/projects/p");
        let store = |ty: &str| format!("{sub}/resourceGroups/g/providers/{ty}/n");
        let mut cases = vec![
            (ReadKind::Subscriptions, String::new()),
            (ReadKind::Inventory, String::new()),
            (
                ReadKind::Descendants,
                "/providers/Microsoft.Management/managementGroups/mg".into(),
            ),
            (ReadKind::Subscription, sub.into()),
            (ReadKind::Provider, sub.into()),
            (ReadKind::Locations, sub.into()),
            (ReadKind::Locks, sub.into()),
            (ReadKind::LocksAt, account.clone()),
            (ReadKind::PolicyAssignments, sub.into()),
            (ReadKind::PolicyExemptions, sub.into()),
            (ReadKind::DenyAssignments, sub.into()),
            (
                ReadKind::PolicyDefinition,
                "/providers/Microsoft.Authorization/policyDefinitions/d".into(),
            ),
            (
                ReadKind::PolicySet,
                format!("{sub}/providers/Microsoft.Authorization/policySetDefinitions/d"),
            ),
            (ReadKind::Accounts, sub.into()),
            (ReadKind::DeletedAccounts, sub.into()),
            (ReadKind::AiPricing, sub.into()),
            (ReadKind::Projects, account.clone()),
            (ReadKind::ProjectPreview, project.clone()),
            (ReadKind::AccountHosts, account.clone()),
            (ReadKind::ProjectHosts, project.clone()),
            (ReadKind::AccountConnections, account.clone()),
            (ReadKind::ProjectConnections, project),
            (ReadKind::Deployments, account),
            (
                ReadKind::SqlDatabases,
                store("Microsoft.DocumentDB/databaseAccounts"),
            ),
            (
                ReadKind::BlobService,
                store("Microsoft.Storage/storageAccounts"),
            ),
            (
                ReadKind::Containers,
                store("Microsoft.Storage/storageAccounts"),
            ),
            (
                ReadKind::ObjectReplication,
                store("Microsoft.Storage/storageAccounts"),
            ),
            (
                ReadKind::Replications,
                store("Microsoft.ContainerRegistry/registries"),
            ),
        ];
        for kind in Kind::DEPENDENCIES {
            cases.push((ReadKind::Dependencies(kind), sub.into()));
            cases.push((
                ReadKind::Dependency(kind),
                store(kind.arm_type().expect("a type")),
            ));
            cases.push((ReadKind::Registration(kind), sub.into()));
        }
        for (read, scope) in cases {
            let key = key_of(&read.path(&scope));
            assert_eq!(
                recognise(&key),
                Some((read, ResourceId::new(&scope))),
                "{key}"
            );
        }
    }

    #[test]
    fn foreign_paths_are_not_recognised() {
        for key in [
            "",
            "/",
            "/tenants",
            "/subscriptions/s/resourcegroups",
            "/subscriptions//locations",
            "/subscriptions/s/providers/x.y/z",
        ] {
            assert_eq!(recognise(key), None, "{key}");
        }
    }
}
