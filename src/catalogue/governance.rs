//! The reads of policies and deny assignments.

use super::read::one;
use super::{ReadKind, ReadSpec, Shape, keep};

/// Policies and deny assignments.
pub(super) fn spec(read: ReadKind) -> ReadSpec {
    let (shape, suffix, version, permission, keep): (_, _, _, _, &[&str]) = match read {
        ReadKind::PolicyExemptions => (
            Shape::List,
            "/providers/Microsoft.Authorization/policyExemptions",
            "2022-07-01-preview",
            "Microsoft.Authorization/policyExemptions/read",
            keep::POLICY_EXEMPTION,
        ),
        ReadKind::PolicyDefinition => (
            Shape::One,
            "",
            "2025-03-01",
            "Microsoft.Authorization/policyDefinitions/read",
            keep::POLICY_DEFINITION,
        ),
        ReadKind::PolicySet => (
            Shape::One,
            "",
            "2025-03-01",
            "Microsoft.Authorization/policySetDefinitions/read",
            keep::POLICY_SET,
        ),
        ReadKind::DenyAssignments => (
            Shape::List,
            "/providers/Microsoft.Authorization/denyAssignments",
            "2022-04-01",
            "Microsoft.Authorization/denyAssignments/read",
            keep::DENY_ASSIGNMENT,
        ),
        _ => (
            Shape::List,
            "/providers/Microsoft.Authorization/policyAssignments",
            "2025-03-01",
            "Microsoft.Authorization/policyAssignments/read",
            keep::POLICY_ASSIGNMENT,
        ),
    };
    let spec = one(read, shape, suffix, version, permission, keep);
    if version == "2025-03-01" {
        spec.older("2023-04-01")
    } else {
        spec
    }
}
