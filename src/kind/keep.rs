//! What is kept of each answer. Everything else is dropped when the observation is made: what isn't stored can't leak, and a
//! real account's 40 KB of rate-limit tables help nobody. A path keeps all below it.

const ARM: [&str; 5] = ["id", "name", "type", "location", "kind"];
macro_rules! paths {
    ($($path:literal),* $(,)?) => { &[ARM[0], ARM[1], ARM[2], ARM[3], ARM[4], $($path),*] };
}
pub(super) const NAME: &[&str] = paths!();
pub(super) const SUBSCRIPTION: &[&str] =
    &["id", "subscriptionId", "displayName", "state", "tenantId"];
pub(super) const PROVIDER: &[&str] = &[
    "id",
    "namespace",
    "registrationState",
    "resourceTypes[].resourceType",
    "resourceTypes[].apiVersions",
];
pub(super) const REGISTRATION: &[&str] = &["id", "namespace", "registrationState"];
pub(super) const LOCATION: &[&str] = &[
    "id",
    "name",
    "displayName",
    "type",
    "metadata.regionType",
    "metadata.geography",
    "metadata.pairedRegion[].name",
    "availabilityZoneMappings",
];
pub(super) const LOCK: &[&str] = paths!("properties.level");
pub(super) const ACCOUNT: &[&str] = paths!(
    "sku.name",
    "identity.type",
    "identity.principalId",
    "identity.userAssignedIdentities",
    "systemData.createdAt",
    "systemData.lastModifiedAt",
    "properties.provisioningState",
    "properties.allowProjectManagement",
    "properties.customSubDomainName",
    "properties.endpoint",
    "properties.publicNetworkAccess",
    "properties.disableLocalAuth",
    "properties.defaultProject",
    "properties.associatedProjects",
    "properties.networkInjections",
    "properties.encryption.keySource",
    "properties.encryption.keyVaultProperties.keyVaultUri",
    "properties.encryption.keyVaultProperties.keyName",
    "properties.encryption.keyVaultProperties.identityClientId",
    "properties.userOwnedStorage[].resourceId",
);
pub(super) const DELETED_ACCOUNT: &[&str] = paths!(
    "properties.provisioningState",
    "properties.allowProjectManagement",
    "properties.deletionDate",
    "properties.scheduledPurgeDate"
);
pub(super) const PRICING: &[&str] = paths!(
    "properties.pricingTier",
    "properties.extensions[].name",
    "properties.extensions[].isEnabled"
);
pub(super) const PROJECT: &[&str] = paths!(
    "identity.type",
    "identity.principalId",
    "identity.userAssignedIdentities",
    "systemData.createdAt",
    "systemData.lastModifiedAt",
    "properties.provisioningState",
    "properties.isDefault",
    "properties.internalId",
    "properties.displayName",
);
pub(super) const PROJECT_PREVIEW: &[&str] = paths!(
    "properties.provisioningState",
    "properties.capabilitySettings"
);
pub(super) const HOST: &[&str] = paths!(
    "systemData.createdAt",
    "systemData.lastModifiedAt",
    "properties.capabilityHostKind",
    "properties.provisioningState",
    "properties.threadStorageConnections",
    "properties.vectorStoreConnections",
    "properties.storageConnections",
    "properties.aiServicesConnections",
    "properties.customerSubnet",
);
pub(super) const CONNECTION: &[&str] = paths!(
    "properties.category",
    "properties.authType",
    "properties.target",
    "properties.group",
    "properties.isSharedToAll",
    "properties.metadata.ResourceId",
    "properties.metadata.ApiType",
    "properties.metadata.location",
    "properties.expiryTime",
    "properties.isDefault",
);
pub(super) const DEPLOYMENT: &[&str] = paths!(
    "sku.name",
    "sku.capacity",
    "properties.provisioningState",
    "properties.model.format",
    "properties.model.name",
    "properties.model.version",
    "properties.versionUpgradeOption",
    "properties.spilloverDeploymentName",
    "properties.deploymentState",
);
pub(super) const COSMOS: &[&str] = paths!(
    "identity.type",
    "identity.userAssignedIdentities",
    "properties.provisioningState",
    "properties.documentEndpoint",
    "properties.locations",
    "properties.writeLocations",
    "properties.enableAutomaticFailover",
    "properties.enableMultipleWriteLocations",
    "properties.backupPolicy",
    "properties.capabilities",
    "properties.consistencyPolicy.defaultConsistencyLevel",
    "properties.disableLocalAuth",
    "properties.publicNetworkAccess",
    "properties.keyVaultKeyUri",
    "properties.instanceId",
    "properties.capacity.totalThroughputLimit",
);
pub(super) const SEARCH: &[&str] = paths!(
    "sku.name",
    "properties.replicaCount",
    "properties.partitionCount",
    "properties.status",
    "properties.provisioningState",
    "properties.disableLocalAuth",
    "properties.publicNetworkAccess",
    "properties.endpoint",
    "properties.hostingMode",
);
pub(super) const STORAGE: &[&str] = paths!(
    "sku.name",
    "properties.provisioningState",
    "properties.primaryLocation",
    "properties.secondaryLocation",
    "properties.statusOfPrimary",
    "properties.statusOfSecondary",
    "properties.isHnsEnabled",
    "properties.allowSharedKeyAccess",
    "properties.publicNetworkAccess",
    "properties.primaryEndpoints.blob",
    "properties.encryption.keySource",
    "properties.encryption.keyvaultproperties.keyvaulturi",
);
pub(super) const BLOB_SERVICE: &[&str] = paths!(
    "properties.deleteRetentionPolicy",
    "properties.containerDeleteRetentionPolicy",
    "properties.isVersioningEnabled",
    "properties.changeFeed",
    "properties.restorePolicy",
);
pub(super) const OBJECT_REPLICATION: &[&str] = paths!(
    "properties.policyId",
    "properties.sourceAccount",
    "properties.destinationAccount",
    "properties.enabledTime"
);
pub(super) const VAULT: &[&str] = paths!(
    "properties.vaultUri",
    "properties.enableSoftDelete",
    "properties.softDeleteRetentionInDays",
    "properties.enablePurgeProtection",
    "properties.enableRbacAuthorization",
    "properties.provisioningState",
    "properties.publicNetworkAccess",
);
pub(super) const REGISTRY: &[&str] = paths!(
    "sku.name",
    "properties.loginServer",
    "properties.zoneRedundancy",
    "properties.provisioningState",
    "properties.publicNetworkAccess"
);
pub(super) const REPLICATION: &[&str] = paths!(
    "properties.zoneRedundancy",
    "properties.regionEndpointEnabled",
    "properties.provisioningState"
);
pub(super) const COMPONENT: &[&str] = paths!(
    "properties.WorkspaceResourceId",
    "properties.IngestionMode",
    "properties.RetentionInDays",
    "properties.provisioningState"
);
pub(super) const WORKSPACE: &[&str] = paths!(
    "properties.replication",
    "properties.failover.state",
    "properties.retentionInDays",
    "properties.provisioningState"
);
pub(super) const IDENTITY: &[&str] = paths!(
    "properties.principalId",
    "properties.clientId",
    "properties.isolationScope"
);
