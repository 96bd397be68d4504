//! Azure's built-in roles, as far as they reach Foundry, its stores and what protects them. The embedded table has a source
//! and a date; a role that it doesn't hold has to be read.

use super::authorization::RoleDefinition;
use super::permission::{Operation, Operations, Permission};
use crate::model::Kind;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// Date of the built-in roles behind [`built_in`].
pub const ROLES_DATE: &str = "2026-08-22";

/// A built-in role by its GUID in lower case; `None` if the table doesn't hold it.
#[must_use]
pub fn built_in(guid: &str) -> Option<&'static RoleDefinition> {
    table().roles.get(guid)
}

/// True if Microsoft's set-up gives this role on a store of this kind to the identity of a project.
#[must_use]
pub fn is_given_to_projects(guid: &str, store: Kind) -> bool {
    table().of_projects.contains(&(guid.to_owned(), store.as_str()))
}

struct RoleTable {
    roles: HashMap<String, RoleDefinition>,
    of_projects: BTreeSet<(String, &'static str)>,
}

#[derive(Deserialize)]
struct File {
    project_identity: Vec<Given>,
    roles: Vec<RoleRow>,
}

#[derive(Deserialize)]
struct Given {
    role: String,
    store: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct RoleRow {
    id: String,
    name: String,
    actions: Vec<String>,
    not_actions: Vec<String>,
    data_actions: Vec<String>,
    not_data_actions: Vec<String>,
    #[serde(rename = "delegates_conditionally")]
    delegates_conditionally: bool,
}

const FILE: &str = include_str!("../../rules/data/roles.json");

fn table() -> &'static RoleTable {
    static TABLE: OnceLock<RoleTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let file: File = serde_json::from_str(FILE).expect("internal: roles.json is valid");
        let given = file.project_identity.into_iter().filter_map(|given| {
            let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == given.store)?;
            Some((given.role, kind.as_str()))
        });
        RoleTable {
            of_projects: given.collect(),
            roles: file.roles.into_iter().map(|row| (row.id.clone(), definition(row))).collect(),
        }
    })
}

fn definition(row: RoleRow) -> RoleDefinition {
    let permission = Permission {
        actions: row.actions,
        not_actions: row.not_actions,
        data_actions: row.data_actions,
        not_data_actions: row.not_data_actions,
    };
    // The conditions in built-in roles say which roles may be assigned, and touch nothing else.
    let perhaps = match row.delegates_conditionally {
        true => Operations::of(&[Operation::AssignRole]),
        false => Operations::default(),
    };
    RoleDefinition { name: row.name, grants: permission.grants().without(perhaps), perhaps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    fn grants(guid: &str) -> Operations {
        built_in(guid).unwrap_or_else(|| panic!("no role {guid}")).grants
    }

    #[test]
    fn roles_grant_what_microsoft_says() {
        use Operation as O;
        let owner = grants("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
        assert!(owner.has(O::DeleteLock) && owner.has(O::AssignRole) && owner.has(O::DeleteGroup));
        let contributor = grants("b24988ac-6180-42a0-ab88-20f7382dd24c");
        assert!(contributor.has(O::DeleteAccount) && contributor.has(O::StorageKeys));
        assert!(!contributor.has(O::DeleteLock) && !contributor.has(O::WriteAgents));
        let user = grants("53ca6127-db72-4b80-b1b0-d745d6d5456d");
        assert!(user.has(O::DeleteAgents) && !user.has(O::DeleteProject));
        let operator = grants("230815da-be43-4aae-9cb4-875f7bd000aa");
        assert!(operator.has(O::DeleteCosmos));
        assert!(!operator.has(O::CosmosKeys) && !operator.has(O::GrantSqlRole));
        let manager = built_in("eadc314b-1a2d-4efa-be10-5d325db5065e").expect("a role");
        assert!(manager.grants.has(O::DeleteProject) && !manager.grants.has(O::DeleteAccount));
        assert!(manager.perhaps.has(O::AssignRole) && !manager.grants.has(O::AssignRole));
        let restore = grants("5432c526-bc82-444a-b7ba-57c5b0b5b34f");
        assert_eq!(restore, Operations::of(&[O::RestoreCosmos]));
        let reader = grants("acdd72a7-3385-48ef-bd42-f606fba81ae7");
        assert_eq!(reader, Operations::of(&[O::PullImages]));
        let pull = grants("7f951dda-4ed3-4680-a7ca-43fe172d538d");
        assert_eq!(pull, Operations::of(&[O::PullImages]));
        let repositories = grants("b93aa761-3e63-49ed-ac28-beffa264f7ac");
        assert_eq!(repositories, Operations::of(&[O::ReadRepositories]));
    }

    #[test]
    fn set_up_roles_are_given_per_kind_of_store() {
        let operator = "230815da-be43-4aae-9cb4-875f7bd000aa";
        assert!(is_given_to_projects(operator, Kind::CosmosAccount));
        assert!(!is_given_to_projects(operator, Kind::StorageAccount));
        assert_eq!(table().of_projects.len(), 6);
    }

    #[test]
    fn the_table_is_dated_and_holds_each_role_once() {
        let json: Json = serde_json::from_str(FILE).expect("JSON");
        assert_eq!(json["source"]["date"], ROLES_DATE);
        assert_eq!(table().roles.len(), json["roles"].as_array().expect("a list").len());
        for row in json["roles"].as_array().into_iter().flatten() {
            let id = row["id"].as_str().expect("an id");
            assert_eq!(id, id.to_lowercase());
        }
    }
}
