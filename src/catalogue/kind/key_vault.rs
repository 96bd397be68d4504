//! An Azure Key Vault.

use super::row::{DependencyRow, KindRow, is_provisioned, no_hosts, no_references};
use crate::catalogue::fact::{FactRow, computed, flag, int, joined};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, regions};
use crate::model::FactType::{Bool, Texts};
use crate::model::{Kind, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::KeyVault,
            "Microsoft.KeyVault",
            "vaults",
            "2026-02-01",
            "2023-07-01",
            resource!(
                "properties.vaultUri",
                "properties.provisioningState",
                "properties.publicNetworkAccess",
            )
        ),
        endpoint: Some("properties.vaultUri"),
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references: no_references,
        behind: &[],
        short: "Key Vault",
        copies: None,
        availability: None,
    }),
};

const FACTS: &[FactRow] = &[
    flag(
        "purge_protection",
        "properties.enablePurgeProtection",
        false,
        "enablePurgeProtection (absent = false)",
    ),
    computed(
        "soft_delete",
        Bool,
        &["properties.enableSoftDelete"],
        soft_delete,
        "enableSoftDelete; unknown if absent, as on very old vaults",
    ),
    int(
        "soft_delete_days",
        "properties.softDeleteRetentionInDays",
        90,
        "retention of deleted vaults and objects in days (absent = 90)",
    ),
    flag(
        "azure_roles",
        "properties.enableRbacAuthorization",
        false,
        "access is given by Azure roles, not by access policies (absent = false)",
    ),
    joined("uses", Texts, "`connection` and `customer-managed key`; those that are known")
        .absent("nothing of Foundry uses it"),
    computed(
        "region_replicates",
        Bool,
        &["location"],
        region_replicates,
        "Key Vault replicates to the paired region (Reliability in Azure Key Vault, 2025-08-22); unknown for a region that the table doesn't name",
    ),
];

/// No default is documented for very old vaults.
fn soft_delete(body: &Body<'_>) -> Result<Value, Why> {
    let on = body.opt_flag("properties.enableSoftDelete")?;
    Ok(on.ok_or(Why::Malformed)?.into())
}

fn region_replicates(body: &Body<'_>) -> Result<Value, Why> {
    let region = body.region()?;
    let what = || {
        let date = regions::KEY_VAULT_DATE;
        Why::Unresolved(format!("{region} in the Key Vault table of {date}"))
    };
    Ok(regions::key_vault_replicates(&region).ok_or_else(what)?.into())
}
