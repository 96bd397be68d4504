//! The fact catalogue of every kind: name, type, meaning, documented default. `foundry-dr rules facts` prints it, rules are
//! checked against it, and [`super::build()`] fills subjects in exactly this order.

mod foundry;
mod protection;
mod roles;
mod stores;
mod watch;
mod workload;

use crate::model::FactType::{Bool, Int, Records, Text, Texts};
use crate::model::{Catalogue, FactSpec, Field, Kind};
use foundry::{ACCOUNT, CONNECTION, DEPLOYMENT, ESTATE, HOST, PROJECT, SUBSCRIPTION};
use protection::{BY_POLICY, CHILD, DELETABLE};
use stores::{COSMOS, SEARCH, STORAGE, STORE};
use watch::{
    DATA, GEO_COPY, MODEL, PROBED, RESTORABLE, WATCHED, WATCHED_STORE, WATCHED_SUBSCRIPTION,
};
use workload::WORKLOAD;

const fn field(name: &'static str, ty: crate::model::FactType) -> Field {
    Field {
        name,
        ty,
        nullable: false,
    }
}
const fn nullable(name: &'static str, ty: crate::model::FactType) -> Field {
    Field {
        name,
        ty,
        nullable: true,
    }
}
const fn fact(name: &'static str, ty: crate::model::FactType, doc: &'static str) -> FactSpec {
    FactSpec::new(name, ty, doc)
}

const NAMED: &[FactSpec] = &[
    fact("id", Text, "the resource's id as Azure writes it"),
    fact("name", Text, "the bare name: the last segment of the id"),
    fact("subscription", Text, "the subscription's id"),
];
const GROUPED: &[FactSpec] = &[fact("resource_group", Text, "the resource group's name")];
const LOCATED: &[FactSpec] = &[
    fact(
        "region",
        Text,
        "the region's programmatic name, e.g. `swedencentral`",
    ),
    fact(
        "region_has_zones",
        Bool,
        "the region has availability zones for this subscription (live locations list)",
    )
    .absent("its region has no availability zones: only a second region protects it (FDR-ZON-001)"),
    fact(
        "region_pair",
        Text,
        "the region's pair, null if Azure lists none",
    )
    .nullable(),
];
const LOCK: &[Field] = &[
    field("name", Text),
    field("level", Text),
    field("scope", Text),
    field("inherited", Bool),
];
const LOCKABLE: &[FactSpec] = &[
    fact(
        "delete_locked",
        Bool,
        "a CanNotDelete or ReadOnly lock stands on it or on a scope above it (resource group, subscription)",
    ).absent("no delete lock stands on it"),
    fact(
        "locks",
        Records(LOCK),
        "the locks on it and above it; `inherited` is false for a lock directly on it",
    ),
    fact(
        "directly_locked",
        Bool,
        "a CanNotDelete or ReadOnly lock stands on the resource itself",
    ),
    fact(
        "read_only_locked",
        Bool,
        "a ReadOnly lock stands on it or on a scope above it",
    ),
];
const VAULT: &[FactSpec] = &[
    fact(
        "purge_protection",
        Bool,
        "enablePurgeProtection (absent = false)",
    ),
    fact(
        "soft_delete",
        Bool,
        "enableSoftDelete; unknown if absent, as on very old vaults",
    ),
    fact(
        "soft_delete_days",
        Int,
        "retention of deleted vaults and objects in days (absent = 90)",
    ),
    fact(
        "uses",
        Texts,
        "`connection` and `customer-managed key`; those that are known",
    )
    .absent("nothing of Foundry uses it"),
    fact(
        "region_replicates",
        Bool,
        "Key Vault replicates to the paired region (Reliability in Azure Key Vault, 2024-11-12); unknown for a region that the table doesn't name",
    ),
];
const REGISTRY: &[FactSpec] = &[
    fact("sku", Text, "`Basic`, `Standard` or `Premium`"),
    fact("replica_regions", Texts, "regions of its replications"),
    fact(
        "image_regions",
        Texts,
        "its own region and those of replications that are Succeeded and take requests",
    ),
    fact(
        "standby_regions",
        Texts,
        "regions of the standbys of the declared workloads that use it",
    ),
];
const COMPONENT: &[FactSpec] = &[fact(
    "workspace",
    Text,
    "id of its Log Analytics workspace, null if classic",
)
.nullable()];
const WORKSPACE: &[FactSpec] = &[fact(
    "replication_enabled",
    Bool,
    "workspace replication to a second region is on (absent = false)",
)
.since("2025-07-01")];
const IDENTITY: &[FactSpec] = &[
    fact(
        "isolation_scope",
        Text,
        "`None` or `Regional` (absent = None)",
    ),
    fact(
        "attached_projects",
        Texts,
        "`account/project` of each project that it is attached to; those that are known",
    ),
    fact(
        "attached_elsewhere",
        Texts,
        "other audited resources that it is attached to; those that are known",
    ),
    fact(
        "attached_to_project",
        Bool,
        "at least one project of this audit uses it",
    )
    .absent("no project has it"),
    fact(
        "dedicated",
        Bool,
        "exactly one of the audited projects and resources uses it",
    ),
];

/// The facts of a kind, in order.
pub(super) fn groups_of(kind: Kind) -> Vec<&'static [FactSpec]> {
    match kind {
        Kind::Estate => vec![ESTATE],
        Kind::Subscription => vec![
            NAMED,
            SUBSCRIPTION,
            roles::SUBSCRIPTION,
            WATCHED_SUBSCRIPTION,
        ],
        Kind::Workload => vec![WORKLOAD],
        Kind::FoundryAccount => vec![
            NAMED,
            GROUPED,
            LOCATED,
            LOCKABLE,
            DELETABLE,
            BY_POLICY,
            ACCOUNT,
            roles::DESTROYABLE,
            roles::ACCOUNT,
            WATCHED,
            PROBED,
        ],
        Kind::FoundryProject => vec![
            NAMED,
            GROUPED,
            LOCATED,
            DELETABLE,
            CHILD,
            PROJECT,
            roles::PROJECT,
        ],
        Kind::CapabilityHost => vec![NAMED, GROUPED, HOST],
        Kind::Connection => vec![NAMED, GROUPED, CONNECTION],
        Kind::ModelDeployment => vec![NAMED, GROUPED, DEPLOYMENT, MODEL],
        Kind::CosmosAccount => vec![
            NAMED,
            GROUPED,
            LOCATED,
            LOCKABLE,
            DELETABLE,
            BY_POLICY,
            STORE,
            COSMOS,
            roles::DESTROYABLE,
            roles::STORE,
            roles::COSMOS,
            WATCHED,
            WATCHED_STORE,
            RESTORABLE,
        ],
        Kind::SearchService => vec![
            NAMED,
            GROUPED,
            LOCATED,
            LOCKABLE,
            DELETABLE,
            BY_POLICY,
            STORE,
            SEARCH,
            roles::DESTROYABLE,
            roles::STORE,
            WATCHED,
            WATCHED_STORE,
        ],
        Kind::StorageAccount => vec![
            NAMED,
            GROUPED,
            LOCATED,
            LOCKABLE,
            DELETABLE,
            BY_POLICY,
            STORE,
            STORAGE,
            roles::DESTROYABLE,
            roles::STORE,
            WATCHED,
            WATCHED_STORE,
            GEO_COPY,
            DATA,
        ],
        Kind::KeyVault => vec![
            NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, VAULT,
        ],
        Kind::ContainerRegistry => vec![
            NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, REGISTRY,
        ],
        Kind::AppInsights => vec![
            NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, COMPONENT,
        ],
        Kind::LogAnalytics => vec![
            NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, WORKSPACE,
        ],
        Kind::UserAssignedIdentity => vec![
            NAMED, GROUPED, LOCATED, LOCKABLE, DELETABLE, BY_POLICY, IDENTITY,
        ],
    }
}

/// Registers everything.
pub(super) fn register_all() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for kind in Kind::ALL {
        for specs in groups_of(kind) {
            catalogue.register(kind, specs);
        }
    }
    catalogue
}
