//! ARM's error answers, in ARM's words: clients parse them.

use super::address::{Address, Target};
use super::world::World;
use serde_json::{Value, json};

/// An error answer.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: Value,
    /// Headers beside the usual ones.
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// An error that ARM itself answers, not a resource provider.
pub(crate) fn refuse(status: u16, code: &str, message: &str) -> Refusal {
    Refusal {
        status,
        body: json!({"error": {"code": code, "message": message}}),
        headers: vec![("x-ms-failure-cause", "gateway".to_owned())],
    }
}

/// 401, with the challenge that tells where to sign in.
pub(crate) fn unauthenticated(code: &str) -> Refusal {
    let message = "The access token is missing, invalid or has expired.";
    let challenge = format!(
        "Bearer authorization_uri=\"https://login.microsoftonline.com/common\", error=\"invalid_token\", error_description=\"{message}\""
    );
    let mut refusal = refuse(401, code, message);
    refusal.headers.push(("www-authenticate", challenge));
    refusal
}

/// 401 of continuous access evaluation: the token is fine, but Azure wants one with further claims.
pub(crate) fn claims_challenge() -> Refusal {
    let message =
        "Continuous access evaluation resulted in challenge with result: InteractionRequired.";
    let challenge = "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\"";
    let mut refusal = refuse(401, "TokenIssuedBeforeRevocationTimestamp", message);
    let header = ("www-authenticate", challenge.to_owned());
    refusal.headers.push(header);
    refusal
}

/// 403 AuthorizationFailed: names the permission that is missing, and where.
pub(crate) fn denied(world: &World, address: &Address) -> Refusal {
    let message = format!(
        "The client '{}' with object id '{}' does not have authorization to perform action '{}' over scope '{}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
        world.caller.name,
        world.caller.object_id,
        action(address),
        scope(address),
    );
    refuse(403, "AuthorizationFailed", &message)
}

/// 404 SubscriptionNotFound: also what an identity without access gets.
pub(crate) fn no_subscription(id: &str) -> Refusal {
    let message = format!("The subscription '{id}' could not be found.");
    refuse(404, "SubscriptionNotFound", &message)
}

/// 404 ResourceGroupNotFound.
pub(crate) fn no_group(name: &str) -> Refusal {
    let message = format!("Resource group '{name}' could not be found.");
    refuse(404, "ResourceGroupNotFound", &message)
}

/// 404 ResourceNotFound, in its short form.
pub(crate) fn no_resource(address: &Address) -> Refusal {
    let message = format!(
        "The Resource '{}/{}' under resource group '{}' was not found.",
        address.resource_type,
        address.name,
        address.group.as_deref().unwrap_or("<null>"),
    );
    refuse(404, "ResourceNotFound", &message)
}

/// 404 ParentResourceNotFound: a child of something that isn't there.
pub(crate) fn no_parent(address: &Address, folded_parent: &str) -> Refusal {
    let parent = address.written.get(..folded_parent.len()).unwrap_or(folded_parent);
    let short = address.resource_type.split_once('/').map_or("", |(_, short)| short);
    let message = format!(
        "Failed to perform 'read' on resource(s) of type '{short}', because the parent resource '{parent}' could not be found."
    );
    refuse(404, "ParentResourceNotFound", &message)
}

/// 400 NoRegisteredProviderFound: the type is known, the version isn't.
pub(crate) fn unknown_version(address: &Address, version: &str, supported: &[String]) -> Refusal {
    let (namespace, short) = address.resource_type.split_once('/').unwrap_or_default();
    let supported = supported.join(", ");
    if address.group.is_none() {
        let message = format!(
            "The resource type '{short}' could not be found in the namespace '{namespace}' for api version '{version}'. The supported api-versions are '{supported}'."
        );
        return refuse(400, "InvalidResourceType", &message);
    }
    let message = format!(
        "No registered resource provider found for location 'global' and API version '{version}' for type '{short}'. The supported api-versions are '{supported}'. The supported locations are ', swedencentral, westeurope, eastus'."
    );
    refuse(400, "NoRegisteredProviderFound", &message)
}

/// 400 InvalidApiVersionParameter: what ARM's own types answer.
pub(crate) fn invalid_version(version: &str, supported: &[String]) -> Refusal {
    let message = format!(
        "The api-version '{version}' is invalid. The supported versions are '{}'.",
        supported.join(",")
    );
    refuse(400, "InvalidApiVersionParameter", &message)
}

/// 404 for a type that no provider has.
pub(crate) fn unknown_type(address: &Address, version: &str) -> Refusal {
    let (namespace, short) = address.resource_type.split_once('/').unwrap_or_default();
    let message = format!(
        "The resource type '{short}' could not be found in the namespace '{namespace}' for api version '{version}'."
    );
    refuse(404, "InvalidResourceType", &message)
}

/// 409 MissingSubscriptionRegistration.
pub(crate) fn unregistered(namespace: &str) -> Refusal {
    let message = format!("The subscription is not registered to use namespace '{namespace}'.");
    refuse(409, "MissingSubscriptionRegistration", &message)
}

/// 429 ResourceRequestsThrottled with the seconds to wait.
pub(crate) fn throttled(address: &Address, limit: u32, retry_after: &str) -> Refusal {
    let message = format!(
        "Number of requests for action '{}' exceeded the limit of '{limit}' for time interval '00:00:01'. Please try again after '{retry_after}' seconds.",
        action(address)
    );
    let mut refusal = refuse(429, "ResourceRequestsThrottled", &message);
    refusal.headers.push(("retry-after", retry_after.to_owned()));
    refusal
}

/// The permission that a read needs.
pub(crate) fn action(address: &Address) -> String {
    let resource_type = match address.target {
        Target::Subscriptions | Target::Subscription => "Microsoft.Resources/subscriptions",
        Target::Locations => "Microsoft.Resources/subscriptions/locations",
        Target::ResourceGroups | Target::ResourceGroup => {
            "Microsoft.Resources/subscriptions/resourceGroups"
        }
        Target::Provider => "Microsoft.Resources/subscriptions/providers",
        Target::Locks { .. }
        | Target::Roles { .. }
        | Target::Collection
        | Target::Resource
        | Target::Unknown => &address.resource_type,
    };
    format!("{resource_type}/read")
}

/// The scope that the permission is missing on, as written: the resource, or what the list hangs on.
fn scope(address: &Address) -> &str {
    // Every scope is a beginning of the path, and folding keeps lengths.
    address.written.get(..folded_scope(address).len()).unwrap_or(&address.written)
}

fn folded_scope(address: &Address) -> &str {
    let of_list = address.folded.rsplit_once("/providers/").map(|(scope, _)| scope);
    match &address.target {
        Target::Locks { scope } | Target::Roles { scope, .. } => scope,
        Target::Collection if address.parent_resource().is_some() => address.parent(),
        Target::Collection | Target::Provider => of_list.unwrap_or(&address.folded),
        Target::Locations | Target::ResourceGroups => address.parent(),
        Target::Subscriptions
        | Target::Subscription
        | Target::ResourceGroup
        | Target::Resource
        | Target::Unknown => &address.folded,
    }
}
