//! An Application Insights component.

use super::row::{DependencyRow, KindRow, is_provisioned, no_hosts};
use crate::catalogue::fact::{FactRow, opt_text};
use crate::catalogue::facts::{BY_POLICY, DELETABLE, GROUPED, LOCATED, LOCKABLE, NAMED, REFERRING};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, Reference};

use crate::model::{Kind, LinkRole};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, FACTS, REFERRING],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::AppInsights,
            "Microsoft.Insights",
            "components",
            "2020-02-02",
            "2015-05-01",
            resource!(
                "properties.IngestionMode",
                "properties.RetentionInDays",
                "properties.provisioningState",
            )
        ),
        endpoint: None,
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references,
        behind: &[(LinkRole::Workspace, Kind::LogAnalytics)],
        short: "App Insights",
        copies: None,
        availability: None,
    }),
};

const FACTS: &[FactRow] = &[opt_text(
    "workspace",
    "properties.WorkspaceResourceId",
    "id of its Log Analytics workspace, null if classic",
)];

/// The workspace that its data is in.
fn references(body: &Body<'_>) -> Vec<Reference> {
    let path = "properties.WorkspaceResourceId";
    Reference::at(body, path, Kind::LogAnalytics, LinkRole::Workspace).into_iter().collect()
}
