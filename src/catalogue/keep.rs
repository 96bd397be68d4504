//! What is kept of each answer. Everything else is dropped when the observation is made: what isn't stored can't leak, and a
//! real account's 40 KB of rate-limit tables help nobody. A path keeps all below it.

const ARM: [&str; 5] = ["id", "name", "type", "location", "kind"];
macro_rules! paths {
    ($($path:literal),* $(,)?) => { &[ARM[0], ARM[1], ARM[2], ARM[3], ARM[4], $($path),*] };
}
pub(super) const NAME: &[&str] = paths!();
pub(super) const SUBSCRIPTION: &[&str] =
    &["id", "subscriptionId", "displayName", "state", "tenantId"];
/// What is below a management group; its names are ids.
pub(super) const DESCENDANT: &[&str] = &["id", "name", "type", "properties.displayName"];
/// Made by the program itself from the graph's rows.
pub(super) const INVENTORY: &[&str] = &["id", "displayName", "foundryAccounts"];
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
    "properties.networkAcls.defaultAction",
    "properties.privateEndpointConnections[].properties.privateLinkServiceConnectionState.status",
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
pub(super) const ROLE_ASSIGNMENT: &[&str] = paths!(
    "properties.roleDefinitionId",
    "properties.principalId",
    "properties.principalType",
    "properties.scope",
    "properties.condition",
);
pub(super) const ROLE_DEFINITION: &[&str] = paths!(
    "properties.roleName",
    "properties.type",
    "properties.permissions"
);
pub(super) const ACTIVITY_ALERT: &[&str] = paths!(
    "properties.enabled",
    "properties.scopes",
    "properties.condition",
    "properties.actions.actionGroups[].actionGroupId",
);
pub(super) const METRIC_ALERT: &[&str] = paths!(
    "properties.enabled",
    "properties.scopes",
    "properties.targetResourceType",
    "properties.targetResourceRegion",
    "properties.criteria.allOf[].metricName",
    "properties.criteria.allOf[].operator",
    "properties.criteria.allOf[].dimensions",
    "properties.actions[].actionGroupId",
);
/// Names only: addresses and telephone numbers of people are nobody's business.
pub(super) const ACTION_GROUP: &[&str] = paths!(
    "properties.enabled",
    "properties.emailReceivers[].name",
    "properties.emailReceivers[].status",
    "properties.smsReceivers[].name",
    "properties.smsReceivers[].status",
    "properties.webhookReceivers[].name",
    "properties.itsmReceivers[].name",
    "properties.azureAppPushReceivers[].name",
    "properties.automationRunbookReceivers[].name",
    "properties.voiceReceivers[].name",
    "properties.logicAppReceivers[].name",
    "properties.azureFunctionReceivers[].name",
    "properties.armRoleReceivers[].name",
    "properties.eventHubReceivers[].name",
);
/// Not `Configuration`: the text of a test may carry keys.
pub(super) const WEB_TEST: &[&str] = paths!(
    "properties.Enabled",
    "properties.Kind",
    "properties.Locations[].Id",
    "properties.Request.RequestUrl",
);
pub(super) const DIAGNOSTIC_SETTING: &[&str] = paths!(
    "properties.workspaceId",
    "properties.storageAccountId",
    "properties.eventHubAuthorizationRuleId",
    "properties.marketplacePartnerId",
    "properties.logs[].category",
    "properties.logs[].categoryGroup",
    "properties.logs[].enabled",
);
pub(super) const RESTORABLE: &[&str] = paths!(
    "properties.accountName",
    "properties.deletionTime",
    "properties.oldestRestorableTime",
    "properties.restorableLocations[].locationName",
    "properties.restorableLocations[].deletionTime",
);
pub(super) const GEO_REPLICATION: &[&str] = paths!("sku.name", "properties.geoReplicationStats");
/// A region offers hundreds of models; all but name, version and state would be bulk.
pub(super) const MODEL: &[&str] = &[
    "kind",
    "model.format",
    "model.name",
    "model.version",
    "model.lifecycleStatus",
];
pub(super) const POLICY_ASSIGNMENT: &[&str] = paths!(
    "properties.policyDefinitionId",
    "properties.definitionVersion",
    "properties.scope",
    "properties.notScopes",
    "properties.parameters",
    "properties.enforcementMode",
    "properties.resourceSelectors",
    "properties.overrides",
);
pub(super) const POLICY_EXEMPTION: &[&str] = paths!(
    "properties.policyAssignmentId",
    "properties.policyDefinitionReferenceIds",
    "properties.expiresOn",
    "properties.resourceSelectors",
);
pub(super) const POLICY_DEFINITION: &[&str] = paths!(
    "properties.policyType",
    "properties.mode",
    "properties.version",
    "properties.parameters",
    "properties.policyRule.if",
    "properties.policyRule.then.effect",
    "properties.policyRule.then.details.actionNames",
    "properties.policyRule.then.details.cascadeBehaviors",
);
pub(super) const POLICY_SET: &[&str] = paths!(
    "properties.policyType",
    "properties.version",
    "properties.parameters",
    "properties.policyDefinitions[].policyDefinitionId",
    "properties.policyDefinitions[].policyDefinitionReferenceId",
    "properties.policyDefinitions[].definitionVersion",
    "properties.policyDefinitions[].parameters",
);
pub(super) const DENY_ASSIGNMENT: &[&str] = paths!(
    "properties.denyAssignmentName",
    "properties.scope",
    "properties.doNotApplyToChildScopes",
    "properties.condition",
    "properties.permissions[].actions",
    "properties.permissions[].notActions",
    "properties.principals[].id",
    "properties.principals[].type",
    "properties.excludePrincipals[].id",
    "properties.excludePrincipals[].type",
);
