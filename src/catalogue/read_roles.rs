//! The reads about roles: who was given which, and what a role may do.

use super::keep;
use super::read::{ReadKind, ReadSpec, Shape, one};
use crate::model::ResourceId;

/// The description of a read about roles.
///
/// # Panics
/// For any other read: an internal error.
pub(super) fn spec(read: ReadKind) -> ReadSpec {
    let (shape, suffix, version, permission, keep) = match read {
        ReadKind::RoleAssignments | ReadKind::RoleAssignmentsAt => (
            Shape::List,
            "/providers/Microsoft.Authorization/roleAssignments",
            "2022-04-01",
            "Microsoft.Authorization/roleAssignments/read",
            keep::ROLE_ASSIGNMENT,
        ),
        ReadKind::EligibleRoles => (
            Shape::List,
            "/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
            "2020-10-01",
            "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
            keep::ROLE_ASSIGNMENT,
        ),
        ReadKind::RoleDefinition => (
            Shape::One,
            "",
            "2022-04-01",
            "Microsoft.Authorization/roleDefinitions/read",
            keep::ROLE_DEFINITION,
        ),
        ReadKind::SqlRoleAssignments => (
            Shape::List,
            "/sqlRoleAssignments",
            "2025-10-15",
            "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read",
            keep::ROLE_ASSIGNMENT,
        ),
        ReadKind::SqlRoleDefinitions => (
            Shape::List,
            "/sqlRoleDefinitions",
            "2025-10-15",
            "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions/read",
            keep::ROLE_DEFINITION,
        ),
        other => unreachable!("internal: {other:?} is not about roles"),
    };
    one(read, shape, suffix, version, permission, keep)
}

/// The reads about roles, but for those of Cosmos DB.
pub(super) fn recognise(key: &str, segments: &[&str]) -> Option<(ReadKind, ResourceId)> {
    let (scope, rest) = key.rsplit_once("/providers/microsoft.authorization/")?;
    let of_subscription = segments.len() == 5;
    let read = match rest {
        "roleassignments" if of_subscription => ReadKind::RoleAssignments,
        "roleassignments" => ReadKind::RoleAssignmentsAt,
        "roleeligibilityscheduleinstances" if of_subscription => ReadKind::EligibleRoles,
        _ if segments.len() == 6 && rest.starts_with("roledefinitions/") => {
            return Some((ReadKind::RoleDefinition, ResourceId::new(key)));
        }
        _ => return None,
    };
    Some((read, ResourceId::new(scope)))
}

#[cfg(test)]
mod tests {
    use super::ReadKind;
    use crate::catalogue::recognise;
    use crate::model::ResourceId;
    use crate::snapshot::key_of;

    #[test]
    fn every_read_is_recognised_by_its_own_key() {
        let sub = "/subscriptions/s1";
        let store = |ty: &str| format!("{sub}/resourceGroups/g/providers/{ty}/n");
        let cosmos = store("Microsoft.DocumentDB/databaseAccounts");
        let role = format!("{sub}/providers/Microsoft.Authorization/roleDefinitions/r");
        for (read, scope) in [
            (ReadKind::RoleAssignments, sub.to_owned()),
            (
                ReadKind::RoleAssignmentsAt,
                store("Microsoft.Search/searchServices"),
            ),
            (ReadKind::EligibleRoles, sub.to_owned()),
            (ReadKind::RoleDefinition, role),
            (ReadKind::SqlRoleAssignments, cosmos.clone()),
            (ReadKind::SqlRoleDefinitions, cosmos),
        ] {
            let key = key_of(&read.path(&scope));
            assert_eq!(
                recognise(&key),
                Some((read, ResourceId::new(&scope))),
                "{key}"
            );
        }
    }
}
