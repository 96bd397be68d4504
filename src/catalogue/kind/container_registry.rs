//! An Azure Container Registry: the images of hosted agents.

use super::row::{DependencyRow, KindRow, NO_METRICS, is_provisioned, no_hosts, no_references};
use crate::catalogue::fact::{FactRow, joined, word};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};
use crate::model::FactType::Texts;
use crate::model::Kind;

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::ContainerRegistry,
            "Microsoft.ContainerRegistry",
            "registries",
            "2023-07-01",
            "2022-12-01",
            resource!(
                "identity.principalId",
                "identity.userAssignedIdentities",
                "properties.loginServer",
                "properties.zoneRedundancy",
                "properties.provisioningState",
                "properties.publicNetworkAccess",
            )
        ),
        endpoint: Some("properties.loginServer"),
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references: no_references,
        behind: &[],
        short: "Registry",
        copies: Some(("replica_regions", None)),
        metrics: NO_METRICS,
    }),
};

const FACTS: &[FactRow] = &[
    word("sku", "sku.name", &["Basic", "Standard", "Premium"], "`Basic`, `Standard` or `Premium`"),
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
];
