//! Resource Graph and management groups: what Azure tells of many subscriptions at once. The graph answers one query only,
//! the one for subscriptions and Foundry accounts, and shows what the caller may see, page by page.

use super::index::{Index, id_of};
use super::refusal::{self, Refusal};
use serde_json::{Value, json};

/// The path of Resource Graph.
pub(crate) const PATH: &str = "/providers/microsoft.resourcegraph/resources";
/// Its name among the page sizes of a world.
const TYPE: &str = "microsoft.resourcegraph/resources";
/// Before and after the id of a management group.
const GROUPS: &str = "/providers/microsoft.management/managementgroups/";

/// The answer to a query.
pub(crate) fn answer(index: &Index, question: &Value) -> Result<Value, Refusal> {
    let query = question["query"].as_str().unwrap_or_default();
    let wanted =
        ["resourcecontainers", "microsoft.cognitiveservices/accounts", "aiservices", "union"];
    let folded = query.to_ascii_lowercase();
    if !wanted.iter().all(|word| folded.contains(word)) || !folded.contains("project id") {
        return Err(refusal::refuse(
            400,
            "BadRequest",
            "Please provide below info when asking for support.",
        ));
    }
    if index.world.denies(PATH) {
        return Err(refusal::refuse(403, "AccessDenied", "Access is denied."));
    }
    let members = match question["managementGroups"][0].as_str() {
        None => None,
        Some(group) => Some(members(index, group).ok_or_else(|| no_group(group))?),
    };
    let here = |id: &str| {
        members
            .as_ref()
            .is_none_or(|members| members.iter().any(|one| one.eq_ignore_ascii_case(id)))
    };
    let rows: Vec<Value> = rows(index)
        .filter(|row| here(row["subscriptionId"].as_str().unwrap_or_default()))
        .collect();
    let top = question["options"]["$top"].as_u64().unwrap_or(100);
    let most = index.world.page_sizes.get(TYPE).copied();
    let top = usize::try_from(top).unwrap_or(100);
    let top = top.min(most.unwrap_or(1_000));
    let token = question["options"]["$skipToken"].as_str();
    let from: usize = token.and_then(|token| token.parse().ok()).unwrap_or(0);
    let page: Vec<&Value> = rows.iter().skip(from).take(top).collect();
    let next = from + page.len();
    let mut body = json!({
        "totalRecords": rows.len(), "count": page.len(), "data": page, "facets": [], "resultTruncated": "false",
    });
    if next < rows.len() && index.world.cut_by_graph {
        body["resultTruncated"] = "true".into();
    } else if next < rows.len() {
        body["$skipToken"] = next.to_string().into();
    }
    Ok(body)
}

/// Subscriptions and accounts in the order of their ids. The graph doesn't show what is hidden from it.
fn rows(index: &Index) -> impl Iterator<Item = Value> {
    let shown = index.world.subscriptions.iter().filter(|one| {
        let hidden = &index.world.unseen_by_graph;
        !hidden.iter().any(|id| id.eq_ignore_ascii_case(&one.id))
    });
    shown.flat_map(|one| {
        let row = |id: &str, ty: &str, name: &str| json!({ "id": id, "type": ty, "name": name, "subscriptionId": one.id });
        let path = format!("/subscriptions/{}", one.id);
        let list = format!("{path}/providers/microsoft.cognitiveservices/accounts").to_ascii_lowercase();
        let accounts = index.list(&list).into_iter();
        let accounts = accounts.filter(|body| body["kind"] == "AIServices").map(|body| {
            let name = body["name"].as_str().unwrap_or_default();
            row(id_of(body), "microsoft.cognitiveservices/accounts", name)
        });
        let itself = row(&path, "microsoft.resources/subscriptions", &one.display_name);
        std::iter::once(itself).chain(accounts).collect::<Vec<_>>()
    })
}

/// The answer to `GET …/managementGroups/{id}/descendants`; `None` if the path isn't one.
pub(crate) fn descendants(index: &Index, path: &str) -> Option<Result<Value, Refusal>> {
    let folded = path.to_ascii_lowercase();
    let group = folded.strip_prefix(GROUPS)?.strip_suffix("/descendants")?;
    if index.world.denies(&folded) {
        let message = format!(
            "The client does not have authorization to perform action 'Microsoft.Management/managementGroups/descendants/read' over scope '{path}'."
        );
        return Some(Err(refusal::refuse(403, "AuthorizationFailed", &message)));
    }
    let Some(members) = members(index, group) else {
        return Some(Err(no_group(group)));
    };
    let entry = |id: &String| {
        let subscription = index.world.subscription(id);
        json!({
            "id": format!("/subscriptions/{id}"), "type": "/subscriptions", "name": id,
            "properties": {"displayName": subscription.map(|one| one.display_name.clone()), "parent": {"id": format!("{GROUPS}{group}")}},
        })
    };
    let child = json!({"id": format!("{GROUPS}{group}-child"), "type": "/providers/Microsoft.Management/managementGroups", "name": format!("{group}-child"), "properties": {"displayName": "Child"}});
    let value: Vec<Value> = std::iter::once(child).chain(members.iter().map(entry)).collect();
    Some(Ok(json!({ "value": value, "nextLink": null })))
}

fn members<'a>(index: &'a Index, group: &str) -> Option<&'a Vec<String>> {
    super::World::by_folded_key(&index.world.management_groups, group)
}

fn no_group(group: &str) -> Refusal {
    refusal::refuse(404, "NotFound", &format!("Management group '{group}' was not found."))
}
