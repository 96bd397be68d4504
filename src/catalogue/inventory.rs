//! What Resource Graph told of the subscriptions in scope: which of them it shows without a Foundry account.
//!
//! The graph sees what the identity may read, and late. So its "none" counts for a subscription only beside a second read
//! at the subscription's own scope that was answered in full: the list of deleted accounts. Who may read that list there
//! may read the accounts there. The rule is the same for the collection (ask Resource Manager otherwise) and the estate
//! (unknown otherwise).

use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The folded ids of the subscriptions that an inventory shows without an account.
#[must_use]
pub fn empty_in(body: &Json) -> BTreeSet<String> {
    let items = body.get("value").and_then(Json::as_array);
    let empty = |item: &&Json| item.get("foundryAccounts") == Some(&Json::Bool(false));
    let id = |item: &Json| {
        let id = item.get("id")?.as_str()?.to_lowercase();
        id.strip_prefix("/subscriptions/").map(str::to_owned)
    };
    let items = items.into_iter().flatten();
    items.filter(empty).filter_map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_plain_no_is_empty() {
        let body = json!({ "value": [
            { "id": "/subscriptions/A", "foundryAccounts": false },
            { "id": "/subscriptions/b", "foundryAccounts": true },
            { "id": "/subscriptions/c" },
            { "id": "c", "foundryAccounts": false },
        ]});
        assert_eq!(empty_in(&body).into_iter().collect::<Vec<_>>(), ["a"]);
        assert!(empty_in(&Json::Null).is_empty());
    }
}
