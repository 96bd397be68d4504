//! A user-assigned managed identity.

use super::row::{DependencyRow, KindRow, NO_METRICS, is_provisioned, no_hosts, no_references};
use crate::catalogue::fact::{FactRow, joined, text_or};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};
use crate::model::FactType::{Bool, Texts};
use crate::model::Kind;

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::UserAssignedIdentity,
            "Microsoft.ManagedIdentity",
            "userAssignedIdentities",
            "2024-11-30",
            "2023-01-31",
            resource!("properties.principalId", "properties.clientId")
        ),
        endpoint: None,
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references: no_references,
        behind: &[],
        short: "Identity",
        copies: None,
        metrics: NO_METRICS,
    }),
};

const FACTS: &[FactRow] = &[
    text_or(
        "isolation_scope",
        "properties.isolationScope",
        "None",
        "`None` or `Regional` (absent = None)",
    ),
    joined(
        "attached_projects",
        Texts,
        "`account/project` of each project that it is attached to; those that are known",
    ),
    joined(
        "attached_elsewhere",
        Texts,
        "other audited resources that it is attached to; those that are known",
    ),
    joined("attached_to_project", Bool, "at least one project of this audit uses it")
        .absent("no project has it"),
    joined("dedicated", Bool, "exactly one of the audited projects and resources uses it"),
];
