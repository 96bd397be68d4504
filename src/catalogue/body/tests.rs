//! Absent, null, dropped, hidden and malformed values are told apart.

use super::*;
use serde_json::json;

fn body<'a>(json: &'a Json, dropped: &'a [String]) -> Body<'a> {
    Body::new(json, dropped, "2024-01-01", ReadId(0))
}

#[test]
fn an_id_in_a_body_is_whole_or_malformed() {
    let read = |id: serde_json::Value| {
        let json = serde_json::json!({"scope": id, "scopes": [id]});
        let body = Body::new(&json, &[], "1", ReadId(0));
        let found = body.resource("scope").map(|id| id.written().to_owned());
        assert_eq!(body.resources("scopes").is_ok(), found.is_ok());
        found
    };
    assert_eq!(read("/subscriptions/s/".into()).as_deref(), Ok("/subscriptions/s"));
    for broken in
        ["", " ", "/subscriptions", "/subscriptions//providers/a/b/c", " /subscriptions/s"]
    {
        assert_eq!(read(broken.into()), Err(Why::Malformed), "{broken:?}");
    }
    assert_eq!(read(serde_json::json!(["/subscriptions/s"])), Err(Why::Malformed));
    assert_eq!(read(serde_json::Value::Null), Err(Why::Malformed));
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
    assert_eq!(body.flag("properties.a", true), Ok(true));
    assert_eq!(body.flag("properties.b", false), Ok(false));
    assert_eq!(body.opt_text("properties.sku"), Ok(Some("s".to_owned())));
    assert!(matches!(body.flag("properties.gone.deeper", false), Err(Why::NotKept)));
    assert!(matches!(body.opt_text("properties.gone"), Err(Why::NotKept)));
    assert!(matches!(body.opt_text("properties.secret"), Err(Why::Redacted)));
    assert!(matches!(body.at("properties.goner"), Ok(None)));
    assert!(matches!(body.flag("properties.secret.enabled", false), Err(Why::Redacted)));
    assert!(matches!(body.flag("properties.sku.name", false), Err(Why::Malformed)));
}

#[test]
fn what_touches_an_unresolved_expression_is_missing_with_its_text() {
    let x = json!({"$unresolved": "[reference('x').y]"});
    let json = json!({"id": x, "location": x, "list": [{"a": 1}, x], "texts": ["a", x], "map": x,
        "deep": {"er": x}, "inner": [{"a": x, "b": true}], "odd": {"$unresolved": 7},
        "long": {"$unresolved": "é".repeat(5000)}, "both": {"$unresolved": "[x]", "enabled": true}});
    let body = body(&json, &[]);
    let said = Why::Unresolved("[reference('x').y]".to_owned());
    let why = |read: Result<(), Why>| read.err();
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
    let items = |path| body.list(path).expect("a list");
    let list = items("list");
    assert_eq!(list[0].int("a", 0), Ok(1));
    assert_eq!(why(list[1].int("a", 0).map(|_| ())), Some(said.clone()));
    let inner = items("inner");
    assert_eq!(why(inner[0].opt_int("a").map(|_| ())), Some(said.clone()));
    assert_eq!(inner[0].flag("b", false), Ok(true));
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
    let pairs = |at: usize| items[at].list("pairs").ok().map(|pairs| pairs.len());
    assert_eq!([pairs(0), pairs(1), pairs(2)], [Some(1), Some(0), Some(0)]);
    let first = items[0].list("pairs");
    let id = first.ok().map(|pairs| pairs[0].text("id"));
    assert!(matches!(id, Some(Err(Why::NotKept))));
}

#[test]
fn wrong_shapes_are_malformed_not_false() {
    let json = json!({"flag": 1, "list": "x", "int": "7", "when": "yesterday", "yes": "True"});
    let body = body(&json, &[]);
    assert!(matches!(body.flag("flag", false), Err(Why::Malformed)));
    assert!(matches!(body.texts("list"), Err(Why::Malformed)));
    assert!(matches!(body.opt_int("int"), Err(Why::Malformed)));
    assert!(matches!(body.instant("when"), Err(Why::Malformed)));
    assert_eq!(body.flag("yes", false), Ok(true));
}

#[test]
fn instants_come_with_seven_digits_and_either_sign_of_utc() {
    let json =
        json!({"z": "2026-06-23T15:39:56.3470284Z", "offset": "2026-06-23T15:39:56.3470284+00:00"});
    let body = body(&json, &[]);
    let instant = |path| body.instant(path).ok().flatten();
    assert!(instant("z").is_some());
    assert_eq!(instant("z"), instant("offset"));
}

#[test]
fn an_older_version_has_no_default() {
    let json = json!({"properties": {}});
    let body = body(&json, &[]);
    let fact = |path| body.since("2025-07-01", path, body.flag(path, false));
    assert!(matches!(fact("properties.replication.enabled"), Err(Why::OldApi(_))));
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
        assert_eq!(fact.ok().is_some(), known, "{version}");
    }
}
