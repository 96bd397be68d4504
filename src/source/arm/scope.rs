//! From what the user asked for to the subscriptions of a run: by name, a management group's, or all. Over many of them one
//! Resource Graph query tells which hold Foundry accounts, so that the others cost one request each.
//!
//! Resource Manager's lists say which subscriptions there are; the graph only says where to look first. A subscription that
//! it doesn't show, or all of them if its answer isn't whole, are read in full.

use super::Client;
use super::subscription_error::SubscriptionError;
use super::subscriptions::{
    Scope, SubscriptionRef, all_subscriptions, is_segment, resolve_subscriptions, whole,
};
use crate::catalogue::{ReadKind, is_plain};
use crate::snapshot::{Snapshot, key_of};
use crate::source::SourceError;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Up to so many named subscriptions are read without asking the graph: it would save little, and a mistyped id is told of
/// at once.
const FEW: usize = 10;

/// Which subscriptions the user wants.
#[derive(Clone, Debug, PartialEq)]
pub enum WantedScope {
    /// These, by id or name.
    Named(Vec<String>),
    /// All below a management group.
    ManagementGroup(String),
    /// All that this identity sees.
    All,
    /// Those of an earlier run, of which every complete answer is kept.
    Resumed(Box<Snapshot>),
}

/// Finds the subscriptions of a run.
///
/// # Errors
/// If a list of subscriptions can't be read in full: a part of it would pass for the whole.
pub async fn find_scope(
    client: &Client,
    wanted: &WantedScope,
    now: OffsetDateTime,
) -> Result<Scope, SourceError> {
    let (mut scope, group) = match wanted {
        WantedScope::Named(names) => (resolve_subscriptions(client, names).await?, None),
        WantedScope::ManagementGroup(group) => {
            (descendants(client, group).await?, Some(group.as_str()))
        }
        WantedScope::All => (all_subscriptions(client).await?, None),
        WantedScope::Resumed(earlier) => return Ok(resumed(earlier)),
    };
    let named = matches!(wanted, WantedScope::Named(_));
    if named && scope.subscriptions.len() <= FEW {
        return Ok(scope);
    }
    match client.inventory(group, now).await {
        Ok(seen) => scope.inventory = Some(seen),
        Err(why) => scope.without_inventory = Some(why),
    }
    client.verdict()?;
    Ok(scope)
}

/// What is missing is asked for again, and so is what was refused, cut or failed. An inventory is kept if it was whole:
/// without it, every subscription is read in full.
fn resumed(earlier: &Snapshot) -> Scope {
    let subscriptions = earlier.header.scope.iter().map(|entry| SubscriptionRef {
        id: entry.subscription.clone(),
        name: entry.name.clone(),
        asked: entry.asked,
    });
    let inventory = key_of(&ReadKind::INVENTORY.path(""));
    let complete = earlier.observations.values();
    let complete = complete.filter(|seen| seen.is_complete());
    let (inventory, kept) = complete.cloned().partition::<Vec<_>, _>(|seen| seen.key == inventory);
    Scope {
        subscriptions: subscriptions.collect(),
        inventory: inventory.into_iter().next(),
        kept,
        ..Scope::default()
    }
}

/// The subscriptions below a management group, at any depth.
async fn descendants(client: &Client, group: &str) -> Result<Scope, SourceError> {
    let refused = |cause: String| SubscriptionError::NoGroup { group: group.to_owned(), cause };
    if group.is_empty() || group.contains('/') || !is_plain(group) {
        return Err(refused("that is no id of a management group".to_owned()).into());
    }
    let id = format!("/providers/Microsoft.Management/managementGroups/{group}");
    let answer = client.read(ReadKind::DESCENDANTS, &id).await;
    client.verdict()?;
    // The account that fails may be in the part that is missing.
    let answer = whole(answer).map_err(refused)?;
    let subscriptions = subscriptions_in(answer.body.as_ref()).map_err(refused)?;
    if subscriptions.is_empty() {
        return Err(refused("it holds no subscription that this identity sees".to_owned()).into());
    }
    Ok(Scope { subscriptions, ..Scope::default() })
}

/// The subscriptions among what lies below a management group. One item that isn't understood may be the one that fails.
fn subscriptions_in(body: Option<&Json>) -> Result<Vec<SubscriptionRef>, String> {
    let items = body.and_then(|body| body["value"].as_array());
    let items = items.ok_or_else(|| "the answer is no list".to_owned())?;
    let mut found = BTreeMap::new();
    for (nth, item) in items.iter().enumerate() {
        let below =
            below(item).ok_or_else(|| format!("item {} of the list isn't understood", nth + 1))?;
        if let Some(one) = below {
            found.entry(one.id.clone()).or_insert(one);
        }
    }
    Ok(found.into_values().collect())
}

/// What lies below a management group: a subscription, or another group.
fn below(item: &Json) -> Option<Option<SubscriptionRef>> {
    let ty = item["type"].as_str()?.to_lowercase();
    let id = item["name"].as_str()?.to_lowercase();
    match ty.rsplit('/').next()? {
        "managementgroups" => Some(None),
        "subscriptions" if is_segment(&id) => {
            let name = item["properties"]["displayName"].as_str().map(str::to_owned);
            Some(Some(SubscriptionRef { id, name, asked: false }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_subscriptions_of_a_group_count_and_each_once() {
        let body = json!({ "value": [
            { "type": "Microsoft.Management/managementGroups", "name": "child" },
            { "type": "Microsoft.Management/managementGroups/subscriptions", "name": "B", "properties": { "displayName": "Prod" } },
            { "type": "/subscriptions", "name": "a" },
            { "type": "/subscriptions", "name": "A" },
        ]});
        let found = subscriptions_in(Some(&body)).expect("all are understood");
        let ids: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(found[1].name.as_deref(), Some("Prod"));
    }

    #[test]
    fn a_group_with_an_item_that_is_not_understood_is_refused() {
        for bad in [
            json!({ "type": "/subscriptions", "name": "../x" }),
            json!({ "type": "/subscriptions", "name": null }),
            json!({ "type": "/subscriptions" }),
            json!({ "type": null, "name": "x" }),
            json!({ "type": "Microsoft.Storage/storageAccounts", "name": "x" }),
            json!({}),
            json!(null),
        ] {
            let body = json!({ "value": [{ "type": "/subscriptions", "name": "a" }, bad] });
            let said = subscriptions_in(Some(&body)).expect_err("an item");
            assert_eq!(said, "item 2 of the list isn't understood", "{bad}");
        }
        assert!(subscriptions_in(None).is_err());
    }
}
