//! Foundry accounts and what lies in them.

use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;

/// The first api-version with `capabilitySettings` (Microsoft, Configure agent capability settings, 2026-09-22).
pub const PREVIEW: &str = "2026-07-15-preview";

/// The stable version, and the one before it that clouds other than the public one may know.
const STABLE: &str = "2026-09-01";
const OLDER: &str = "2025-06-01";

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const PROJECT: &str = "Microsoft.CognitiveServices/accounts/projects";

reads! {
    /// Cognitive Services accounts of a subscription.
    ACCOUNTS: list(At::Subscription, "/providers/Microsoft.CognitiveServices/accounts", STABLE)
        .older(OLDER)
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
        .older(OLDER)
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
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/defenderForAISettings/read")
        .per(Per::Account)
        .on_request()
        .keep(resource!(
            "properties.state",
        ))
        .title("Defender for AI settings of {}");

    /// Projects of an account.
    PROJECTS: list(At::Resource(ACCOUNT), "/projects", STABLE)
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/projects/read")
        .per(Per::Account)
        .keep(resource!(
            "identity.principalId",
            "systemData.createdAt",
            "systemData.lastModifiedAt",
            "properties.isDefault",
            "properties.internalId",
            "properties.displayName",
        ))
        .title("projects of {}");

    /// One project by the preview version that knows `capabilitySettings`.
    PROJECT_PREVIEW: one(At::Resource(PROJECT), "", PREVIEW)
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
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/capabilityHosts/read")
        .per(Per::Account)
        .keep(HOST)
        .title("capability hosts of {}");

    /// Capability hosts of a project.
    PROJECT_HOSTS: list(At::Resource(PROJECT), "/capabilityHosts", STABLE)
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/projects/capabilityHosts/read")
        .per(Per::Project)
        .keep(HOST)
        .title("capability hosts of {}");

    /// Connections of an account.
    ACCOUNT_CONNECTIONS: list(At::Resource(ACCOUNT), "/connections", STABLE)
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/connections/read")
        .per(Per::Account)
        .keep(CONNECTION)
        .title("connections of {}");

    /// Connections of a project.
    PROJECT_CONNECTIONS: list(At::Resource(PROJECT), "/connections", STABLE)
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/projects/connections/read")
        .per(Per::Project)
        .keep(CONNECTION)
        .title("connections of {}");

    /// Model deployments of an account.
    DEPLOYMENTS: list(At::Resource(ACCOUNT), "/deployments", STABLE)
        .older(OLDER)
        .needs("Microsoft.CognitiveServices/accounts/deployments/read")
        .per(Per::Account)
        .keep(resource!(
            "properties.spilloverDeploymentName",
        ))
        .title("deployments of {}");
}

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
