//! Reading values out of ARM bodies without ever taking "not there" for "no". Keys are found in any case, since ARM's drift
//! (`ResourceId`/`resourceId`, `keyvaulturi`/`keyVaultUri`).

use crate::model::{Fact, Provenance, ReadId, Region, ResourceId, Why};
use crate::snapshot::Marker;
use serde_json::Value as Json;
use std::borrow::Cow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One resource's body, with what is known about the read that brought it.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    json: &'a Json,
    /// Where this body lies in the observation: `value[].` for items of a listing.
    prefix: Cow<'a, str>,
    dropped: &'a [String],
    api_version: &'a str,
    read: ReadId,
}

impl<'a> Body<'a> {
    /// The body of an observation.
    #[must_use]
    pub fn new(json: &'a Json, dropped: &'a [String], api_version: &'a str, read: ReadId) -> Self {
        Self {
            json,
            prefix: Cow::Borrowed(""),
            dropped,
            api_version,
            read,
        }
    }

    /// The items of a listing's `value`; `None` if it has none.
    #[must_use]
    pub fn items(&self) -> Option<Vec<Body<'a>>> {
        let items = find(self.json, "value")?.as_array()?;
        Some(
            items
                .iter()
                .map(|json| Body {
                    json,
                    prefix: Cow::Borrowed("value[]."),
                    ..self.clone()
                })
                .collect(),
        )
    }

    /// The raw JSON, for typed views.
    #[must_use]
    pub fn json(&self) -> &'a Json {
        self.json
    }

    /// The read that brought it.
    #[must_use]
    pub fn evidence(&self) -> Provenance {
        Provenance::One(self.read)
    }

    /// The resource's id, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<ResourceId> {
        find(self.json, "id")
            .and_then(Json::as_str)
            .filter(|id| ResourceId::looks_like_one(id))
            .map(ResourceId::new)
    }

    /// Why nothing of this body can be read, if a marker is in its place.
    #[must_use]
    pub fn hidden(&self) -> Option<Why> {
        hidden(self.json)
    }

    /// Why this body can't be told from others, if it or its id is behind a marker.
    #[must_use]
    pub fn unidentified(&self) -> Option<Why> {
        self.hidden()
            .or_else(|| find(self.json, "id").and_then(hidden))
    }

    /// Why a reader that needs more than single values doesn't understand this body: its id is behind a marker, or
    /// something else is; otherwise its shape is to blame.
    #[must_use]
    pub fn not_understood(&self) -> Why {
        self.unidentified()
            .or_else(|| first_hidden(self.json))
            .unwrap_or(Why::Malformed)
    }

    /// A known value with this body as evidence.
    pub fn known<T>(&self, value: T) -> Fact<T> {
        Fact::Known(value, self.evidence())
    }

    /// A missing value.
    #[must_use]
    pub fn missing<T>(&self, why: Why) -> Fact<T> {
        Fact::Missing(why, self.evidence())
    }

    /// The value at a path; null counts as absent. Missing if it was dropped, if a marker is there or on the way, or if
    /// something else than an object is on the way: what isn't understood isn't absent.
    #[must_use]
    pub fn at(&self, path: &str) -> Fact<Option<&'a Json>> {
        let mut here = self.json;
        for segment in path.split('.') {
            if let Some(why) = hidden(here) {
                return self.missing(why);
            }
            if !here.is_object() {
                return self.missing(Why::Malformed);
            }
            match find(here, segment) {
                Some(next) if !next.is_null() => here = next,
                Some(_) | None if self.was_dropped(path) => return self.missing(Why::NotKept),
                Some(_) | None => return self.known(None),
            }
        }
        match hidden(here) {
            Some(why) => self.missing(why),
            None => self.known(Some(here)),
        }
    }

    /// True if the path, or one that it lies below, was dropped. What lies below it doesn't count: trimming keeps the outer
    /// object or list, so where that isn't there, it never was.
    fn was_dropped(&self, path: &str) -> bool {
        let full = format!("{}{path}", self.prefix).to_lowercase();
        self.dropped.iter().any(|dropped| {
            full.strip_prefix(&dropped.to_lowercase())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// A text, or none.
    #[must_use]
    pub fn opt_text(&self, path: &str) -> Fact<Option<String>> {
        self.at(path).then(|found| match found {
            None => self.known(None),
            Some(Json::String(text)) => self.known(Some(text.clone())),
            Some(_) => self.missing(Why::Malformed),
        })
    }

    /// A text that must be there.
    #[must_use]
    pub fn text(&self, path: &str) -> Fact<String> {
        self.opt_text(path).then(|found| {
            found.map_or_else(|| self.missing(Why::Malformed), |text| self.known(text))
        })
    }

    /// A text with a documented default.
    #[must_use]
    pub fn text_or(&self, path: &str, default: &str) -> Fact<String> {
        self.opt_text(path)
            .map(|found| found.unwrap_or_else(|| default.to_owned()))
    }

    /// Yes or no, with the documented default for an absent one. Some services write "True" as text.
    #[must_use]
    pub fn flag(&self, path: &str, default: bool) -> Fact<bool> {
        self.opt_flag(path).map(|found| found.unwrap_or(default))
    }

    /// Yes, no or not there.
    #[must_use]
    pub fn opt_flag(&self, path: &str) -> Fact<Option<bool>> {
        self.at(path).then(|found| match found {
            None => self.known(None),
            Some(Json::Bool(value)) => self.known(Some(*value)),
            Some(Json::String(text)) if text.eq_ignore_ascii_case("true") => self.known(Some(true)),
            Some(Json::String(text)) if text.eq_ignore_ascii_case("false") => {
                self.known(Some(false))
            }
            Some(_) => self.missing(Why::Malformed),
        })
    }

    /// A whole number, or none.
    #[must_use]
    pub fn opt_int(&self, path: &str) -> Fact<Option<i64>> {
        self.at(path).then(|found| match found {
            None => self.known(None),
            Some(json) => json.as_i64().map_or_else(
                || self.missing(Why::Malformed),
                |number| self.known(Some(number)),
            ),
        })
    }

    /// A whole number with a documented default.
    #[must_use]
    pub fn int(&self, path: &str, default: i64) -> Fact<i64> {
        self.opt_int(path).map(|found| found.unwrap_or(default))
    }

    /// A list of texts; absent is empty.
    #[must_use]
    pub fn texts(&self, path: &str) -> Fact<Vec<String>> {
        self.list(path).then(|items| {
            Fact::collect(items.iter().map(|item| match item.json {
                Json::String(text) => item.known(text.clone()),
                other => item.missing(hidden(other).unwrap_or(Why::Malformed)),
            }))
        })
    }

    /// The elements of a list as bodies; absent is empty.
    #[must_use]
    pub fn list(&self, path: &str) -> Fact<Vec<Body<'a>>> {
        self.at(path).then(|found| match found {
            None => self.known(Vec::new()),
            Some(Json::Array(items)) => {
                let prefix = format!("{}{path}[].", self.prefix);
                self.known(
                    items
                        .iter()
                        .map(|json| Body {
                            json,
                            prefix: Cow::Owned(prefix.clone()),
                            ..self.clone()
                        })
                        .collect(),
                )
            }
            Some(_) => self.missing(Why::Malformed),
        })
    }

    /// The keys of a map; absent is empty.
    #[must_use]
    pub fn keys(&self, path: &str) -> Fact<Vec<String>> {
        self.at(path).then(|found| match found {
            None => self.known(Vec::new()),
            Some(Json::Object(map)) => self.known(map.keys().cloned().collect()),
            Some(_) => self.missing(Why::Malformed),
        })
    }

    /// A point in time, or none.
    #[must_use]
    pub fn instant(&self, path: &str) -> Fact<Option<OffsetDateTime>> {
        self.opt_text(path).then(|found| match found {
            None => self.known(None),
            Some(text) => match OffsetDateTime::parse(&text, &Rfc3339) {
                Ok(instant) => self.known(Some(instant)),
                Err(_) => self.missing(Why::Malformed),
            },
        })
    }

    /// The region, normalised.
    #[must_use]
    pub fn region(&self) -> Fact<Region> {
        self.text("location").map(|text| Region::new(&text))
    }

    /// A fact whose property exists from an api-version on: if an older one answered, an absent property isn't its default.
    /// What came with a preview need not be in a later stable version.
    #[must_use]
    pub fn since<T>(&self, version: &str, path: &str, fact: Fact<T>) -> Fact<T> {
        let preview = |version: &str| version.ends_with("-preview");
        let lacks = self.api_version < version || preview(version) && !preview(self.api_version);
        if lacks && matches!(self.at(path), Fact::Known(None, _)) {
            self.missing(Why::OldApi(self.api_version.to_owned()))
        } else {
            fact
        }
    }
}

/// How much of an expression is quoted: an expression may be as long as a template.
const QUOTED: usize = 400;

/// Why a value can't be read, if a marker is in its place.
fn hidden(json: &Json) -> Option<Why> {
    Some(match Marker::of(json)? {
        Marker::Redacted => Why::Redacted,
        Marker::Unresolved(expression) => {
            Why::Unresolved(match expression.char_indices().nth(QUOTED) {
                Some((end, _)) => format!("{}…", &expression[..end]),
                None => expression.to_owned(),
            })
        }
    })
}

/// Why the first value that a marker hides, at whatever depth, can't be read.
pub(super) fn first_hidden(json: &Json) -> Option<Why> {
    hidden(json).or_else(|| match json {
        Json::Object(map) => map.values().find_map(first_hidden),
        Json::Array(items) => items.iter().find_map(first_hidden),
        Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => None,
    })
}

/// A value by key in any case; the exact key wins.
fn find<'a>(json: &'a Json, key: &str) -> Option<&'a Json> {
    let map = json.as_object()?;
    map.get(key).or_else(|| {
        map.iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body<'a>(json: &'a Json, dropped: &'a [String]) -> Body<'a> {
        Body::new(json, dropped, "2024-01-01", ReadId(0))
    }

    #[test]
    fn absent_null_dropped_and_redacted_are_four_things() {
        let json = json!({"properties": {"a": null, "secret": {"$redacted": "x"}, "SKU": "s"}});
        let dropped = [
            "properties.gone".to_owned(),
            "properties.list[].inner".to_owned(),
            "properties.a.inner".to_owned(),
        ];
        let body = body(&json, &dropped);
        assert_eq!(body.flag("properties.a", true).known(), Some(&true));
        assert_eq!(body.flag("properties.b", false).known(), Some(&false));
        assert_eq!(
            body.opt_text("properties.sku").known(),
            Some(&Some("s".to_owned()))
        );
        assert!(matches!(
            body.flag("properties.gone.deeper", false),
            Fact::Missing(Why::NotKept, _)
        ));
        assert!(matches!(
            body.opt_text("properties.gone"),
            Fact::Missing(Why::NotKept, _)
        ));
        assert!(matches!(
            body.opt_text("properties.secret"),
            Fact::Missing(Why::Redacted, _)
        ));
        assert!(matches!(body.at("properties.goner"), Fact::Known(None, _)));
        assert!(matches!(
            body.flag("properties.secret.enabled", false),
            Fact::Missing(Why::Redacted, _)
        ));
        assert!(matches!(
            body.flag("properties.sku.name", false),
            Fact::Missing(Why::Malformed, _)
        ));
    }

    #[test]
    fn what_touches_an_unresolved_expression_is_missing_with_its_text() {
        let x = json!({"$unresolved": "[reference('x').y]"});
        let json = json!({"id": x, "location": x, "list": [{"a": 1}, x], "texts": ["a", x], "map": x,
            "deep": {"er": x}, "inner": [{"a": x, "b": true}], "odd": {"$unresolved": 7},
            "long": {"$unresolved": "é".repeat(5000)}, "both": {"$unresolved": "[x]", "enabled": true}});
        let body = body(&json, &[]);
        let said = Why::Unresolved("[reference('x').y]".to_owned());
        let why = |fact: Fact<()>| match fact {
            Fact::Known(..) => None,
            Fact::Missing(why, _) => Some(why),
        };
        for fact in [
            body.at("location").map(|_| ()),
            body.region().map(|_| ()),
            body.flag("deep.er", false).map(|_| ()),
            body.flag("deep.er.further.down", false).map(|_| ()),
            body.int("deep.er", 7).map(|_| ()),
            body.instant("deep.er").map(|_| ()),
            body.list("deep.er").map(|_| ()),
            body.texts("texts").map(|_| ()),
            body.keys("map").map(|_| ()),
            body.text("id").map(|_| ()),
        ] {
            assert_eq!(why(fact), Some(said.clone()));
        }
        let items = |path| body.list(path).known().cloned().expect("a list");
        let list = items("list");
        assert_eq!(list[0].int("a", 0).known(), Some(&1));
        assert_eq!(why(list[1].int("a", 0).map(|_| ())), Some(said.clone()));
        let inner = items("inner");
        assert_eq!(why(inner[0].opt_int("a").map(|_| ())), Some(said.clone()));
        assert_eq!(inner[0].flag("b", false).known(), Some(&true));
        assert_eq!(body.id(), None);
        assert_eq!(body.not_understood(), said);
        for path in ["odd", "long", "both.enabled"] {
            let Some(Why::Unresolved(text)) = why(body.at(path).map(|_| ())) else {
                panic!("{path} is known")
            };
            assert!(text.chars().count() <= QUOTED + 1, "{text}");
        }
    }

    #[test]
    fn a_list_that_is_not_there_was_not_dropped_because_other_items_lost_parts_of_theirs() {
        let json = json!({"value": [{"pairs": [{"name": "a"}]}, {"pairs": null}, {}]});
        let dropped = ["value[].pairs[].id".to_owned()];
        let items = body(&json, &dropped).items().expect("a listing");
        let pairs = |at: usize| items[at].list("pairs").known().map(Vec::len);
        assert_eq!([pairs(0), pairs(1), pairs(2)], [Some(1), Some(0), Some(0)]);
        let first = items[0].list("pairs");
        let id = first.known().map(|pairs| pairs[0].text("id"));
        assert!(matches!(id, Some(Fact::Missing(Why::NotKept, _))));
    }

    #[test]
    fn wrong_shapes_are_malformed_not_false() {
        let json = json!({"flag": 1, "list": "x", "int": "7", "when": "yesterday", "yes": "True"});
        let body = body(&json, &[]);
        assert!(matches!(
            body.flag("flag", false),
            Fact::Missing(Why::Malformed, _)
        ));
        assert!(matches!(
            body.texts("list"),
            Fact::Missing(Why::Malformed, _)
        ));
        assert!(matches!(
            body.opt_int("int"),
            Fact::Missing(Why::Malformed, _)
        ));
        assert!(matches!(
            body.instant("when"),
            Fact::Missing(Why::Malformed, _)
        ));
        assert_eq!(body.flag("yes", false).known(), Some(&true));
    }

    #[test]
    fn instants_come_with_seven_digits_and_either_sign_of_utc() {
        let json = json!({"z": "2026-06-23T15:39:56.3470284Z", "offset": "2026-06-23T15:39:56.3470284+00:00"});
        let body = body(&json, &[]);
        let instant = |path| body.instant(path).known().copied().flatten();
        assert!(instant("z").is_some());
        assert_eq!(instant("z"), instant("offset"));
    }

    #[test]
    fn an_older_version_has_no_default() {
        let json = json!({"properties": {}});
        let body = body(&json, &[]);
        let fact = |path| body.since("2025-07-01", path, body.flag(path, false));
        assert!(matches!(
            fact("properties.replication.enabled"),
            Fact::Missing(Why::OldApi(_), _)
        ));
    }

    #[test]
    fn a_stable_version_has_no_default_for_what_a_preview_brought() {
        let json = json!({});
        for (version, known) in [
            ("2026-07-15-preview", true),
            ("2026-10-01-preview", true),
            ("2025-04-01-preview", false),
            ("2026-09-01", false),
        ] {
            let body = Body::new(&json, &[], version, ReadId(0));
            let fact = body.since("2026-07-15-preview", "stores", body.opt_text("stores"));
            assert_eq!(fact.known().is_some(), known, "{version}");
        }
    }
}
