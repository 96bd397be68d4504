//! Redaction and trimming, done when an observation is made: what isn't stored can't leak. Bodies keep the paths that
//! facts read and nothing else; what is kept is searched for secrets all the same, since people write them anywhere.

use super::marker::{Marker, REDACTED, UNRESOLVED};
use super::secret::{clean_text, is_secret};
use crate::text::hex;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value as Json, json};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};

/// Takes secrets out of bodies. The key makes digests of one run comparable with each other and with no other run.
pub struct Redactor {
    key: [u8; 32],
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// A redactor with a random key, drawn by the caller.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// Keeps the given paths of a body (or of each item of a listing), redacts what looks like a secret, and returns the
    /// paths that were dropped.
    #[must_use]
    pub fn trim(&self, body: Json, keep: &[&str], listing: bool) -> (Json, Vec<String>) {
        let paths = Paths::new(keep);
        let mut dropped = BTreeSet::new();
        let body = if listing && Marker::of(&body).is_none() {
            let items = match body {
                Json::Object(mut map) => map.remove("value"),
                other => Some(other),
            };
            match items {
                Some(Json::Array(items)) => {
                    let kept = items
                        .into_iter()
                        .map(|item| self.keep(item, &paths, "value[].", &mut dropped))
                        .collect();
                    json!({"value": Json::Array(kept)})
                }
                Some(hidden) if Marker::of(&hidden).is_some() => {
                    json!({"value": self.keep(hidden, &paths, "value.", &mut dropped)})
                }
                Some(_) | None => json!({}),
            }
        } else {
            self.keep(body, &paths, "", &mut dropped)
        };
        (body, dropped.into_iter().collect())
    }

    /// Takes addresses and tokens out of a message.
    #[must_use]
    pub fn message(&self, text: &str) -> String {
        clean_text(text)
    }

    fn keep(&self, json: Json, paths: &Paths, at: &str, dropped: &mut BTreeSet<String>) -> Json {
        if let Some(marker) = Marker::of(&json) {
            return self.marker("", marker);
        }
        match json {
            Json::Object(map) => {
                let mut kept = Map::new();
                for (name, value) in map {
                    match paths.children.get(&name.to_lowercase()) {
                        Some(below) if below.whole => {
                            let value = self.clean(&name, value);
                            kept.insert(name, value);
                        }
                        Some(below) => {
                            let at = format!("{at}{name}.");
                            let value = self.keep(value, below, &at, dropped);
                            kept.insert(name, value);
                        }
                        None if value.is_null() => {}
                        None => {
                            dropped.insert(format!("{at}{name}"));
                        }
                    }
                }
                Json::Object(kept)
            }
            Json::Array(items) => {
                let below = paths.children.get("[]").unwrap_or(paths);
                let at = format!("{}[].", at.trim_end_matches('.'));
                Json::Array(
                    items.into_iter().map(|item| self.keep(item, below, &at, dropped)).collect(),
                )
            }
            Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => self.clean("", json),
        }
    }

    /// A marker stays one wherever it is: without it, what is below would look absent. The text of an expression is kept,
    /// but it may hold what it is made of in clear.
    fn marker(&self, name: &str, marker: Marker<'_>) -> Json {
        match marker {
            Marker::Redacted => json!({ REDACTED: true }),
            Marker::Unresolved(expression) if is_secret(name, expression) => {
                json!({ UNRESOLVED: "[secret redacted]" })
            }
            Marker::Unresolved(expression) => json!({ UNRESOLVED: clean_text(expression) }),
        }
    }

    fn clean(&self, name: &str, json: Json) -> Json {
        if let Some(marker @ Marker::Unresolved(_)) = Marker::of(&json) {
            return self.marker(name, marker);
        }
        match json {
            Json::Object(map) => Json::Object(
                map.into_iter()
                    .map(|(name, value)| {
                        let value = self.clean(&name, value);
                        (name, value)
                    })
                    .collect(),
            ),
            Json::Array(items) => {
                Json::Array(items.into_iter().map(|item| self.clean(name, item)).collect())
            }
            Json::String(text) if is_secret(name, &text) => {
                json!({ REDACTED: self.digest(&text) })
            }
            Json::String(text) => Json::String(clean_text(&text)),
            Json::Number(_) | Json::Bool(_) | Json::Null => json,
        }
    }

    fn digest(&self, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key)
            .expect("internal: HMAC takes keys of any length");
        mac.update(text.as_bytes());
        hex(&mac.finalize().into_bytes()[..12])
    }
}

/// The kept paths as a tree of folded names. The end of a path keeps all below it, whatever longer paths ask for.
#[derive(Default)]
struct Paths {
    whole: bool,
    children: BTreeMap<String, Paths>,
}

impl Paths {
    fn new(keep: &[&str]) -> Self {
        let mut root = Self::default();
        for path in keep {
            let mut here = &mut root;
            for segment in path.split('.') {
                let (name, list) =
                    segment.strip_suffix("[]").map_or((segment, false), |name| (name, true));
                here = here.children.entry(name.to_lowercase()).or_default();
                if list {
                    here = here.children.entry("[]".into()).or_default();
                }
            }
            here.whole = true;
        }
        root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new([7; 32])
    }

    #[test]
    fn only_kept_paths_survive_and_the_rest_is_listed_once() {
        let body = json!({"value": [
            {"id": "/a", "properties": {"sku": 1, "callRateLimit": {"rules": [1, 2]}, "List": [{"name": "n", "key": "k"}]}},
            {"id": "/b", "properties": {"callRateLimit": {}, "nothing": null}, "nextLink": "x"},
        ], "nextLink": "https://next"});
        let (kept, dropped) =
            redactor().trim(body, &["id", "properties.sku", "properties.list[].name"], true);
        assert_eq!(
            kept,
            json!({"value": [{"id": "/a", "properties": {"sku": 1, "List": [{"name": "n"}]}}, {"id": "/b", "properties": {}}]})
        );
        assert_eq!(
            dropped,
            [
                "value[].nextLink",
                "value[].properties.List[].key",
                "value[].properties.callRateLimit"
            ]
        );
    }

    #[test]
    fn a_path_keeps_all_below_it_whatever_longer_paths_ask_for() {
        let body = json!({"backup": {"type": "a", "mode": {"tier": 7}}});
        for keep in [["backup", "backup.type"], ["backup.type", "backup"]] {
            let (kept, dropped) = redactor().trim(body.clone(), &keep, false);
            assert_eq!((kept, dropped), (body.clone(), vec![]), "{keep:?}");
        }
    }

    #[test]
    fn secrets_in_kept_places_become_comparable_digests() {
        let body = json!({"p": {"apiKey": "k1", "again": {"API-apikey": "k1"}, "other": "AccountKey=abc", "allowSharedKeyAccess": true}});
        let (kept, _) = redactor().trim(body, &["p"], false);
        assert_eq!(kept["p"]["apiKey"], kept["p"]["again"]["API-apikey"]);
        // printf k1 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707… (32 bytes), the first 12 bytes
        assert_eq!(kept["p"]["apiKey"], json!({"$redacted": "2f5708a12b0a7ba4fe174946"}));
        assert!(kept["p"]["other"]["$redacted"].is_string());
        assert_eq!(kept["p"]["allowSharedKeyAccess"], true);
        let (other, _) = Redactor::new([8; 32]).trim(json!({"p": {"apiKey": "k1"}}), &["p"], false);
        assert_ne!(kept["p"]["apiKey"], other["p"]["apiKey"]);
    }

    #[test]
    fn markers_stay_at_kept_paths_and_on_the_way_to_them() {
        let x = json!({"$unresolved": "[reference('x').outputs.y.value]"});
        let keep = ["id", "properties.sku.name", "properties.list[].name"];
        let trim = |body: Json, listing| redactor().trim(body, &keep, listing);
        let unchanged =
            json!({"id": x, "properties": {"sku": {"name": x}, "list": [{"name": x}, x]}});
        let listing = json!({"value": [unchanged, {"id": "/b", "properties": x}, x]});
        assert_eq!(trim(listing.clone(), true), (listing, vec![]));
        for whole in [json!({ "value": x }), x.clone()] {
            assert_eq!(trim(whole.clone(), true), (whole, vec![]));
        }
        assert_eq!(trim(x.clone(), false), (x.clone(), vec![]));
        let beside = json!({"id": "/a", "tags": x, "properties": {"$unresolved": "[y]", "sku": 1}});
        let (kept, dropped) = trim(beside, false);
        assert_eq!(kept, json!({"id": "/a", "properties": {"$unresolved": "[y]"}}));
        assert_eq!(dropped, ["tags"]);
        let (kept, _) = trim(json!({"id": "/a", "properties": {"$redacted": true}}), false);
        assert_eq!(kept["properties"], json!({"$redacted": true}));
    }

    #[test]
    fn an_expression_gives_no_secret_away() {
        let x = |text: &str| json!({ "$unresolved": text });
        let body = json!({"p": {
            "apiKey": x("[concat('hunter2', variables('tail'))]"),
            "target": x("[concat('AccountKey=', 'hunter2')]"),
            "list": [x("[format('https://u:hunter2@h.example/{0}', parameters('p'))]")],
            "mail": x("[concat('hunter2@h.example', variables('x'))]"),
            "odd": {"$unresolved": {"password": "hunter2"}},
            "plain": x("[parameters('password')]"),
        }});
        let (kept, _) = redactor().trim(body, &["p"], false);
        assert!(!kept.to_string().contains("hunter2"), "{kept}");
        for name in ["apiKey", "target", "mail", "odd", "plain"] {
            assert!(kept["p"][name]["$unresolved"].is_string(), "{name}: {kept}");
        }
        assert_eq!(kept["p"]["plain"], x("[parameters('password')]"));
    }

    #[test]
    fn texts_lose_addresses_tokens_and_queries() {
        let clean = |text| redactor().message(text);
        assert_eq!(clean("ask ops@example.com."), "ask [address redacted].");
        assert_eq!(
            clean("The client 'live.com#a@b.example' with object id 'x'"),
            "The client '[address redacted]' with object id 'x'"
        );
        assert_eq!(clean("https://h.example/p?code=1"), "https://h.example/p?[query redacted]");
        assert_eq!(clean("token eyJ0eXAiOiJKV1QiLCJhbGciOi.x.y"), "token [token redacted]");
        assert_eq!(clean("why? at @ noon"), "why? at @ noon");
    }

    #[test]
    fn secrets_hide_in_no_corner_of_a_text() {
        for secret in [
            "https://h.example/api?code=a,hunter2;hunter2(hunter2)",
            "h.example/api?code=hunter2",
            "https://user:hunter2@localhost/path",
            "https://user:hunter2@h.example/path",
            "Bearer=eyJhunter2hunter2hunter2hunter2",
            "connect with AccountKey=hunter2;EndpointSuffix=x",
            "hunter2@h.example;next",
        ] {
            let clean = redactor().message(secret);
            assert!(!clean.contains("hunter2"), "{secret}: {clean}");
        }
        for target in ["Endpoint=https://x;ApiKey=hunter2", "x?subscription-key=hunter2"] {
            let (kept, _) = redactor().trim(json!({"p": {"target": target}}), &["p.target"], false);
            assert!(!kept.to_string().contains("hunter2"), "{target}: {kept}");
        }
    }

    #[test]
    fn an_address_in_an_id_leaves_an_id() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/locks/";
        let (kept, _) =
            redactor().trim(json!({"id": format!("{id}ops@h.example")}), &["id"], false);
        assert_eq!(kept["id"], format!("{id}[address redacted]"));
    }
}
