//! A Log Analytics workspace.

use super::row::{DependencyRow, KindRow, is_provisioned, no_hosts, no_references};
use crate::catalogue::Body;
use crate::catalogue::fact::{FactRow, computed, flag};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};
use crate::model::FactType::{Bool, Text};
use crate::model::{Kind, Region, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::LogAnalytics,
            "Microsoft.OperationalInsights",
            "workspaces",
            "2025-07-01",
            "2023-09-01",
            resource!(
                "properties.replication",
                "properties.failover.state",
                "properties.retentionInDays",
                "properties.provisioningState",
            )
        ),
        endpoint: None,
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references: no_references,
        behind: &[],
        short: "Log Analytics",
        copies: None,
        availability: None,
    }),
};

const FACTS: &[FactRow] = &[
    flag(
        "replication_enabled",
        "properties.replication.enabled",
        false,
        "workspace replication to a second region is asked for (absent = false); see `replicated`",
    )
    .since("2025-02-01"),
    computed(
        "replicated",
        Bool,
        &["properties.replication"],
        replicated,
        "workspace replication is on and its last operation succeeded: what is enabled and failed, or is still being made, is no copy",
    )
    .since("2025-02-01"),
    computed(
        "replica_region",
        Text,
        &["properties.replication"],
        replica_region,
        "the region that the workspace is replicated to, null without replication",
    )
    .since("2025-02-01")
    .nullable(),
];

fn is_replicated(body: &Body<'_>) -> Result<bool, Why> {
    if !body.flag("properties.replication.enabled", false)? {
        return Ok(false);
    }
    let state = body.text("properties.replication.provisioningState")?;
    Ok(state.eq_ignore_ascii_case("Succeeded"))
}

fn replicated(body: &Body<'_>) -> Result<Value, Why> {
    Ok(is_replicated(body)?.into())
}

fn replica_region(body: &Body<'_>) -> Result<Value, Why> {
    if !body.flag("properties.replication.enabled", false)? {
        return Ok(Value::Null);
    }
    let region = body.text("properties.replication.location")?;
    Ok(Region::new(&region).name().into())
}
