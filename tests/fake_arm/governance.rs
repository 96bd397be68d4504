//! Policies and deny assignments: lists of a subscription, with what management groups hand down, and definitions by id, at
//! whatever scope. Knows where a body is listed, not what it means.

use super::answer::Query;
use super::index::{Index, id_of};
use super::paging::{PageRequest, page};
use super::refusal::{self, Refusal};
use super::versions;
use serde_json::Value;

/// What is listed for a subscription.
const LISTS: [&str; 4] =
    ["policyassignments", "policyexemptions", "policyenrollments", "denyassignments"];
/// What is read by id.
const SINGLES: [&str; 2] = ["policydefinitions", "policysetdefinitions"];
const PROVIDER: &str = "/providers/microsoft.authorization/";

/// The answer to a query that is about policies or deny assignments; `None` for any other.
pub(crate) fn answer(
    index: &Index,
    query: &Query,
    version: &str,
) -> Option<Result<Value, Refusal>> {
    let address = &query.address;
    let (scope, tail) = address.folded.rsplit_once(PROVIDER)?;
    let (ty, name) = tail.split_once('/').unwrap_or((tail, ""));
    let is_list = LISTS.contains(&ty) && name.is_empty() && scope.matches('/').count() == 2;
    let is_single = SINGLES.contains(&ty) && !name.is_empty();
    if !is_list && !is_single {
        return None;
    }
    if let Some(subscription) = scope.strip_prefix("/subscriptions/")
        && index.world.subscription(subscription).is_none()
    {
        return Some(Err(refusal::no_subscription(subscription)));
    }
    let supported = versions::of(&index.world, &address.resource_type)?;
    if !supported.iter().any(|known| known == version) {
        return Some(Err(refusal::invalid_version(version, &supported)));
    }
    if index.world.denies(&address.folded) {
        return Some(Err(refusal::denied(&index.world, address)));
    }
    let all = index.world.governance.iter();
    if is_single {
        let found = all.clone().find(|body| fold(id_of(body)) == address.folded);
        return Some(found.cloned().ok_or_else(|| {
            let message = format!("The policy definition '{}' could not be found.", address.name);
            refusal::refuse(404, "PolicyDefinitionNotFound", &message)
        }));
    }
    let items = all.filter(|body| is_listed(&fold(id_of(body)), scope, ty));
    let request = PageRequest {
        resource_type: &address.resource_type,
        url: &query.url,
        skip_token: query.skip_token.as_deref(),
    };
    Some(page(&index.world, request, items.cloned().collect()))
}

/// True for what stands in the subscription or is handed down to it. The fake's management groups hold all subscriptions.
fn is_listed(id: &str, subscription: &str, ty: &str) -> bool {
    id.rsplit_once(PROVIDER).is_some_and(|(scope, tail)| {
        let here = scope
            .strip_prefix(subscription)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let above = scope.starts_with("/providers/microsoft.management/managementgroups/");
        (here || above) && tail.split('/').next() == Some(ty)
    })
}

fn fold(id: &str) -> String {
    id.to_ascii_lowercase()
}
