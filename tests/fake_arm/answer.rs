//! Answers one authenticated GET from a world, in the order in which ARM checks: path, subscription, version, registration,
//! permission, group, parent, resource. Knows no HTTP beyond status and body.

use super::address::{Address, Target};
use super::index::{Index, id_of};
use super::paging::{PageRequest, page};
use super::refusal::{self, Refusal};
use super::world::Subscription;
use super::{governance, models, regions, versions};
use serde_json::{Value, json};

/// A request, understood.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// Its path.
    pub(crate) address: Address,
    /// `api-version`.
    pub(crate) api_version: Option<String>,
    /// `$skipToken`.
    pub(crate) skip_token: Option<String>,
    /// `$filter=atScope()`.
    pub(crate) at_scope: bool,
    /// `$expand=geoReplicationStats`.
    pub(crate) with_geo_copy: bool,
    /// The address without skip token, for next links.
    pub(crate) url: String,
}

/// The body for a query, or ARM's refusal.
pub(crate) fn answer(index: &Index, query: &Query) -> Result<Value, Refusal> {
    let address = &query.address;
    let Some(version) = query.api_version.as_deref().filter(|version| !version.is_empty()) else {
        let message =
            "The api-version query parameter (?api-version=) is required for all requests.";
        return Err(refusal::refuse(400, "MissingApiVersionParameter", message));
    };
    if let Some(answer) = governance::answer(index, query, version) {
        return answer;
    }
    if address.target == Target::Unknown {
        return Err(refusal::unknown_type(address, version));
    }
    if address.target == Target::Subscriptions {
        check_version(index, query, version)?;
        let subscriptions = index.world.subscriptions.iter().map(subscription_body).collect();
        return list(index, query, "Microsoft.Resources/subscriptions", subscriptions);
    }
    let subscription = visible_subscription(index, address)?;
    check_version(index, query, version)?;
    if is_unregistered(subscription, address) && address.target != Target::Provider {
        return Err(refusal::unregistered(address.namespace()));
    }
    if index.world.denies(&address.folded) {
        return Err(refusal::denied(&index.world, address));
    }
    if let Some(group) = address.group_id().filter(|group| index.group(group).is_none()) {
        let name = address.group.as_deref().unwrap_or(&group);
        return Err(refusal::no_group(name));
    }
    body(index, query, subscription, version)
}

fn body(
    index: &Index,
    query: &Query,
    subscription: &Subscription,
    version: &str,
) -> Result<Value, Refusal> {
    let address = &query.address;
    match &address.target {
        Target::Subscription => Ok(subscription_body(subscription)),
        Target::Locations => Ok(json!({ "value": regions::of(subscription) })),
        Target::ResourceGroups => {
            let groups = index.groups(address.parent()).map(group_body).collect();
            list(index, query, "Microsoft.Resources/subscriptions/resourceGroups", groups)
        }
        Target::ResourceGroup => Ok(group_body(index.group(&address.folded).unwrap_or_default())),
        Target::Provider => provider_body(index, subscription, address),
        Target::Locks { scope } => locks(index, query, scope),
        Target::Roles { scope, eligible } => {
            if Address::of(scope).target == Target::Resource && index.resource(scope).is_none() {
                return Err(refusal::no_resource(&Address::of(scope)));
            }
            let roles = index.roles(scope, *eligible).into_iter().cloned().collect();
            list(index, query, &address.resource_type, roles)
        }
        Target::Collection if models::is_list(address) => {
            let models = models::of(&index.world);
            list(index, query, &address.resource_type, models)
        }
        Target::Collection if models::is_usages(address) => {
            list(index, query, &address.resource_type, models::usages())
        }
        Target::Collection => {
            check_parent(index, address)?;
            let bodies = index.list(&address.folded).into_iter();
            let shown = bodies.map(|body| shown(index, body, version)).collect();
            list(index, query, &address.resource_type, shown)
        }
        // Every tenant has a boundary, a chosen one or none.
        Target::Resource
            if address.resource_type.eq_ignore_ascii_case("Microsoft.Resources/dataBoundaries")
                && index.resource(&address.folded).is_none() =>
        {
            Ok(json!({
                "id": address.written, "name": "default", "type": "Microsoft.Resources/dataBoundaries",
                "properties": {"dataBoundary": "NotDefined", "provisioningState": "Succeeded"},
            }))
        }
        Target::Resource => {
            check_parent(index, address)?;
            let body = index.resource(&address.folded);
            let body = body.ok_or_else(|| refusal::no_resource(address))?;
            let mut body = shown(index, body, version);
            if query.with_geo_copy {
                body["properties"]["geoReplicationStats"] = geo_copy(&index.world, &body);
            }
            Ok(body)
        }
        Target::Subscriptions | Target::Unknown => Err(refusal::unknown_type(address, version)),
    }
}

fn visible_subscription<'a>(
    index: &'a Index,
    address: &Address,
) -> Result<&'a Subscription, Refusal> {
    let id = address.subscription.as_deref().unwrap_or_default();
    if uuid::Uuid::parse_str(id).is_err() {
        let message =
            format!("The provided subscription identifier '{id}' is malformed or invalid.");
        return Err(refusal::refuse(400, "InvalidSubscriptionId", &message));
    }
    let found = index.world.subscription(id);
    found.ok_or_else(|| refusal::no_subscription(id))
}

fn check_version(index: &Index, query: &Query, version: &str) -> Result<(), Refusal> {
    let address = &query.address;
    let of_arm = match address.target {
        Target::Subscriptions | Target::Subscription => Some("Microsoft.Resources/subscriptions"),
        Target::Locations => Some("Microsoft.Resources/subscriptions/locations"),
        Target::ResourceGroups | Target::ResourceGroup => {
            Some("Microsoft.Resources/subscriptions/resourceGroups")
        }
        Target::Provider => Some("Microsoft.Resources/subscriptions/providers"),
        Target::Locks { .. }
        | Target::Roles { .. }
        | Target::Collection
        | Target::Resource
        | Target::Unknown => None,
    };
    let resource_type = of_arm.unwrap_or(&address.resource_type);
    let supported = versions::of(&index.world, resource_type);
    let supported = supported.ok_or_else(|| refusal::unknown_type(address, version))?;
    if supported.iter().any(|known| known.eq_ignore_ascii_case(version)) {
        return Ok(());
    }
    Err(match of_arm {
        Some(_) => refusal::invalid_version(version, &supported),
        None => refusal::unknown_version(address, version, &supported),
    })
}

fn is_unregistered(subscription: &Subscription, address: &Address) -> bool {
    let mut namespaces = subscription.unregistered.iter();
    namespaces.any(|namespace| namespace.eq_ignore_ascii_case(address.namespace()))
}

fn check_parent(index: &Index, address: &Address) -> Result<(), Refusal> {
    // A deleted account's id runs through a region and a group, which are no resources.
    let is_deleted = address.namespace().eq_ignore_ascii_case("Microsoft.CognitiveServices")
        && address.folded.contains("/locations/");
    match address.parent_resource() {
        Some(parent) if !is_deleted && index.resource(parent).is_none() => {
            Err(refusal::no_parent(address, parent))
        }
        Some(_) | None => Ok(()),
    }
}

fn locks(index: &Index, query: &Query, scope: &str) -> Result<Value, Refusal> {
    let at = Address::of(scope);
    let is_resource = at.target == Target::Resource;
    if is_resource && index.resource(scope).is_none() {
        return Err(refusal::no_resource(&at));
    }
    let locks = index.locks(scope, !is_resource && !query.at_scope);
    let locks = locks.into_iter().cloned().collect();
    list(index, query, "Microsoft.Authorization/locks", locks)
}

fn list(
    index: &Index,
    query: &Query,
    resource_type: &str,
    items: Vec<Value>,
) -> Result<Value, Refusal> {
    let request =
        PageRequest { resource_type, url: &query.url, skip_token: query.skip_token.as_deref() };
    page(&index.world, request, items)
}

/// A body as this version shows it.
fn shown(index: &Index, body: &Value, version: &str) -> Value {
    let mut body = body.clone();
    let resource_type = body["type"].as_str().unwrap_or_default().to_owned();
    versions::trim(&resource_type, version, &mut body);
    if versions::PREVIEWS.contains(&version)
        && let Some(settings) = effective_settings(index, id_of(&body))
    {
        body["properties"]["capabilitySettings"] = settings;
    }
    body
}

/// What Azure tells of a geo copy, only when asked for it; nothing of an account that has none.
fn geo_copy(world: &super::World, account: &Value) -> Value {
    let id = id_of(account);
    super::World::by_folded_key(&world.geo_copies, id).cloned().unwrap_or_default()
}

/// The capability settings in force: an account's are the defaults of its projects.
fn effective_settings(index: &Index, id: &str) -> Option<Value> {
    let set_on = |id: &str| {
        let settings = &index.world.capability_settings;
        super::World::by_folded_key(settings, id)?.as_object().cloned()
    };
    let folded = id.to_ascii_lowercase();
    let inherited = folded.split_once("/projects/").and_then(|(account, _)| set_on(account));
    let mut settings = inherited.unwrap_or_default();
    settings.extend(set_on(id).unwrap_or_default());
    (!settings.is_empty()).then_some(Value::Object(settings))
}

fn subscription_body(subscription: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{}", subscription.id),
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription.id,
        "tenantId": subscription.tenant_id,
        "displayName": subscription.display_name,
        "state": subscription.state,
        "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"},
    })
}

fn group_body(id: &str) -> Value {
    let name = id.rsplit('/').next().unwrap_or_default();
    json!({
        "id": id,
        "name": name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": "swedencentral",
        "properties": {"provisioningState": "Succeeded"},
    })
}

fn provider_body(
    index: &Index,
    subscription: &Subscription,
    address: &Address,
) -> Result<Value, Refusal> {
    let namespace = address.namespace();
    let types = versions::resource_types(&index.world, namespace, &regions::display_names());
    let types = types.ok_or_else(|| {
        let message = format!("The resource namespace '{namespace}' is invalid.");
        refusal::refuse(404, "InvalidResourceNamespace", &message)
    })?;
    let state = if is_unregistered(subscription, address) { "NotRegistered" } else { "Registered" };
    Ok(json!({
        "id": format!("/subscriptions/{}/providers/{namespace}", subscription.id),
        "namespace": namespace,
        "authorizations": [],
        "resourceTypes": types,
        "registrationState": state,
        "registrationPolicy": "RegistrationRequired",
    }))
}
