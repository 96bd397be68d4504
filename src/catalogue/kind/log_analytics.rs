//! A Log Analytics workspace.

use super::row::{DependencyRow, KindRow, NO_METRICS, is_provisioned, no_hosts, no_references};
use crate::catalogue::fact::{FactRow, flag};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED};
use crate::catalogue::read::{kind_reads, resource};

use crate::model::Kind;

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
        metrics: NO_METRICS,
    }),
};

const FACTS: &[FactRow] = &[flag(
    "replication_enabled",
    "properties.replication.enabled",
    false,
    "workspace replication to a second region is on (absent = false)",
)
.since("2025-07-01")];
