//! An Azure Container Registry: the images of hosted agents.

use super::row::{DependencyRow, KindRow, is_provisioned, no_hosts, no_references};
use crate::catalogue::fact::{FactRow, computed, joined, word, word_or};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, ReadKind};
use crate::model::FactType::{Bool, Texts};
use crate::model::{Kind, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::ContainerRegistry,
            "Microsoft.ContainerRegistry",
            "registries",
            "2025-11-01",
            "2022-12-01",
            resource!(
                "identity.principalId",
                "identity.userAssignedIdentities",
                "properties.loginServer",
                "properties.zoneRedundancy",
                "properties.provisioningState",
            )
        ),
        endpoint: Some("properties.loginServer"),
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references: no_references,
        behind: &[],
        short: "Registry",
        copies: Some(("replica_regions", None)),
        availability: None,
    }),
};

const FACTS: &[FactRow] = &[
    word("sku", "sku.name", &["Basic", "Standard", "Premium"], "`Basic`, `Standard` or `Premium`"),
    word_or(
        "public_network_access",
        "properties.publicNetworkAccess",
        "Enabled",
        &["Enabled", "Disabled"],
        "`Enabled` or `Disabled` (absent = Enabled)",
    ),
    computed(
        "abac_mode",
        Bool,
        &["properties.roleAssignmentMode"],
        abac_mode,
        "roles are given by repositories (roleAssignmentMode is AbacRepositoryPermissions; absent = no)",
    )
    .since("2025-11-01"),
    joined("replica_regions", Texts, "regions of its replications"),
    joined(
        "image_regions",
        Texts,
        "its own region and those of replications that are Succeeded and take requests",
    ),
    joined(
        "standby_regions",
        Texts,
        "regions of the standbys of the declared workloads that use it",
    ),
    joined(
        "missing_replicas",
        Texts,
        "those of `standby_regions` without its images; where no standby is declared and its images are in one region, the pair of that region, if it has one",
    )
    .from(&[ReadKind::LOCATIONS]),
];

fn abac_mode(body: &Body<'_>) -> Result<Value, Why> {
    let mode = body.text_or("properties.roleAssignmentMode", "LegacyRegistryPermissions")?;
    match mode.to_lowercase().as_str() {
        "legacyregistrypermissions" => Ok(false.into()),
        "abacrepositorypermissions" => Ok(true.into()),
        _ => Err(Why::Unresolved(format!("the role assignment mode {mode}"))),
    }
}
