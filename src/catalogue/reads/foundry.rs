//! Foundry accounts and what lies in them.

use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;

/// The first api-version with `capabilitySettings` (Microsoft, Configure agent capability settings, 2026-09-22). No stable
/// version has them (Microsoft's published types, 2026-11-27).
pub const SETTINGS_SINCE: &str = "2026-07-15-preview";

/// The newest preview, asked for where the provider doesn't say which ones there are.
const PREVIEW: &str = "2026-09-15-preview";

/// The stable version, and the oldest that carries what is read.
const STABLE: &str = "2026-09-01";
const OLDEST: &str = "2025-06-01";

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const PROJECT: &str = "Microsoft.CognitiveServices/accounts/projects";
const APPLICATION: &str = "Microsoft.CognitiveServices/accounts/projects/applications";

reads! {
    /// Cognitive Services accounts of a subscription.
    ACCOUNTS: list(At::Subscription, "/providers/Microsoft.CognitiveServices/accounts", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/read")
        .per(Per::FoundrySubscription)
        .keep(resource!(
            "identity.principalId",
            "identity.userAssignedIdentities",
            "systemData.createdAt",
            "systemData.lastModifiedAt",
            "properties.allowProjectManagement",
            "properties.customSubDomainName",
            "properties.endpoint",
            "properties.defaultProject",
            "properties.associatedProjects",
            "properties.encryption.keyVaultProperties.keyVaultUri",
            "properties.encryption.keyVaultProperties.keyName",
            "properties.encryption.keyVaultProperties.identityClientId",
            "properties.userOwnedStorage[].resourceId",
        ))
        .title("Cognitive Services accounts of {}");

    /// Soft-deleted Cognitive Services accounts of a subscription.
    DELETED_ACCOUNTS: list(At::Subscription, "/providers/Microsoft.CognitiveServices/deletedAccounts", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/deletedAccounts/read")
        .per(Per::Subscription)
        .on_request()
        .keep(resource!(
            "properties.provisioningState",
            "properties.allowProjectManagement",
            "properties.deletionDate",
            "properties.scheduledPurgeDate",
        ))
        .title("deleted accounts of {}");

    /// Defender for AI settings of an account: one may turn off what the subscription's plan turns on.
    DEFENDER_SETTINGS: list(At::Resource(ACCOUNT), "/defenderForAISettings", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/defenderForAISettings/read")
        .per(Per::Account)
        .on_request()
        .keep(resource!(
            "properties.state",
        ))
        .title("Defender for AI settings of {}");

    /// Projects of an account.
    PROJECTS: list(At::Resource(ACCOUNT), "/projects", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/projects/read")
        .per(Per::Account)
        .keep(resource!(
            "identity.principalId",
            "systemData.createdAt",
            "systemData.lastModifiedAt",
            "properties.isDefault",
            "properties.internalId",
            "properties.agentIdentity.agentIdentityId",
            "properties.displayName",
        ))
        .title("projects of {}");

    /// One project by a preview version that knows `capabilitySettings`.
    PROJECT_PREVIEW: one(At::Resource(PROJECT), "", PREVIEW)
        .oldest(SETTINGS_SINCE)
        .needs("Microsoft.CognitiveServices/accounts/projects/read")
        .per(Per::Project)
        .where_needed()
        .keep(resource!(
            "properties.provisioningState",
            "properties.capabilitySettings",
        ))
        .title("capability settings of {}");

    /// Capability hosts of an account.
    ACCOUNT_HOSTS: list(At::Resource(ACCOUNT), "/capabilityHosts", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/capabilityHosts/read")
        .per(Per::Account)
        .keep(HOST)
        .title("capability hosts of {}");

    /// Capability hosts of a project.
    PROJECT_HOSTS: list(At::Resource(PROJECT), "/capabilityHosts", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/projects/capabilityHosts/read")
        .per(Per::Project)
        .keep(HOST)
        .title("capability hosts of {}");

    /// Connections of an account.
    ACCOUNT_CONNECTIONS: list(At::Resource(ACCOUNT), "/connections", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/connections/read")
        .per(Per::Account)
        .keep(CONNECTION)
        .title("connections of {}");

    /// Connections of a project.
    PROJECT_CONNECTIONS: list(At::Resource(PROJECT), "/connections", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/projects/connections/read")
        .per(Per::Project)
        .keep(CONNECTION)
        .title("connections of {}");

    /// Agent applications of a project.
    APPLICATIONS: list(At::Resource(PROJECT), "/applications", "2026-07-01")
        .oldest("2025-12-01")
        .needs("Microsoft.CognitiveServices/accounts/projects/applications/read")
        .per(Per::Project)
        .keep(resource!("properties.defaultInstanceIdentity.principalId"))
        .title("agent applications of {}");

    /// Deployments of an agent application.
    AGENT_DEPLOYMENTS: list(At::Resource(APPLICATION), "/agentDeployments", "2026-07-01")
        .oldest("2025-12-01")
        .needs("Microsoft.CognitiveServices/accounts/projects/applications/agentDeployments/read")
        .per(Per::Reference)
        .where_needed()
        .on_request()
        .keep(resource!("properties.state", "properties.deploymentType", "properties.minReplicas"))
        .title("deployments of {}");

    /// Model deployments of an account.
    DEPLOYMENTS: list(At::Resource(ACCOUNT), "/deployments", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/deployments/read")
        .per(Per::Account)
        .keep(resource!(
            "properties.spilloverDeploymentName",
        ))
        .title("deployments of {}");

    /// Content filters of an account; read where a deployment names one that isn't Microsoft's own.
    RAI_POLICIES: list(At::Resource(ACCOUNT), "/raiPolicies", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/raiPolicies/read")
        .per(Per::Account)
        .where_needed()
        .on_request()
        .keep(resource!("properties.type"))
        .title("content filters of {}");

    /// Models on GPU capacity of an account, beside its deployments; read where the provider knows them.
    MANAGED_COMPUTE: list(At::Resource(ACCOUNT), "/managedComputeDeployments", PREVIEW)
        .oldest("2026-03-15-preview")
        .needs("Microsoft.CognitiveServices/accounts/managedComputeDeployments/read")
        .per(Per::Account)
        .where_needed()
        .on_request()
        .keep(resource!(
            "sku.name",
            "sku.capacity",
            "properties.model",
            "properties.acceleratorType",
            "properties.versionUpgradeOption",
        ))
        .title("managed compute deployments of {}");

    /// The perimeters that an account is in; read where a store is secured by one.
    ACCOUNT_PERIMETERS: list(At::Resource(ACCOUNT), "/networkSecurityPerimeterConfigurations", STABLE)
        .oldest(OLDEST)
        .needs("Microsoft.CognitiveServices/accounts/networkSecurityPerimeterConfigurations/read")
        .per(Per::Account)
        .where_needed()
        .on_request()
        .keep(PERIMETER)
        .title("perimeters of {}");
}

/// What is kept of a place in a perimeter.
pub(super) const PERIMETER: &[&str] = resource!(
    "properties.networkSecurityPerimeter.id",
    "properties.resourceAssociation.accessMode",
    "properties.profile.accessRules[].properties.direction",
    "properties.profile.accessRules[].properties.subscriptions[].id",
    "properties.profile.accessRules[].properties.networkSecurityPerimeters[].id",
    "properties.provisioningState",
);

const HOST: &[&str] = resource!(
    "systemData.createdAt",
    "properties.capabilityHostKind",
    "properties.customerSubnet",
);

const CONNECTION: &[&str] = resource!(
    "properties.group",
    "properties.metadata.ApiType",
    "properties.metadata.location",
    "properties.expiryTime",
    "properties.isDefault",
);
