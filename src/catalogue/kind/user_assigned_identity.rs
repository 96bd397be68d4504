//! A user-assigned managed identity.

use super::row::{DependencyRow, KindRow, is_provisioned, no_hosts, no_references};
use crate::catalogue::Body;
use crate::catalogue::fact::{FactRow, computed, joined, text_or, texts};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};
use crate::model::FactType::{Bool, Texts};
use crate::model::{Kind, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::UserAssignedIdentity,
            "Microsoft.ManagedIdentity",
            "userAssignedIdentities",
            "2025-05-31-preview",
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
        availability: None,
    }),
};

const FACTS: &[FactRow] = &[
    text_or(
        "isolation_scope",
        "properties.isolationScope",
        "None",
        "`None` or `Regional` (absent = None)",
    ),
    texts(
        "allowed_providers",
        "properties.assignmentRestrictions.providers",
        "the resource providers whose resources it may be attached to; empty if any (preview)",
    )
    .since("2025-05-31-preview"),
    computed(
        "attachable_to_foundry",
        Bool,
        &["properties.assignmentRestrictions.providers"],
        attachable_to_foundry,
        "it may be attached to Foundry accounts and projects: `allowed_providers` is empty or names Microsoft.CognitiveServices",
    )
    .since("2025-05-31-preview"),
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

fn attachable_to_foundry(body: &Body<'_>) -> Result<Value, Why> {
    let providers = body.texts("properties.assignmentRestrictions.providers")?;
    let mut named = providers.iter();
    let foundry = named.any(|one| one.eq_ignore_ascii_case("Microsoft.CognitiveServices"));
    Ok((providers.is_empty() || foundry).into())
}
