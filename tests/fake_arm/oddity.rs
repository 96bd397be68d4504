//! Bodies that are well-formed and odd: what no client expects and each one meets some day.

use super::fault::Oddity;
use serde_json::{Value, json};

/// How long the long name is.
const LONG: usize = 10_000;

/// Makes a body odd: the resources of a list, or the one resource.
pub(crate) fn make_odd(body: &mut Value, oddity: Oddity) {
    if let Some(Value::Array(items)) = body.get_mut("value") {
        odd_list(items, oddity);
        if oddity == Oddity::WrongTypes {
            body["value"] = json!([1, "two", null, [], {"id": 5, "properties": ["x"]}]);
        }
    } else {
        odd_resource(body, oddity);
    }
}

fn odd_list(items: &mut Vec<Value>, oddity: Oddity) {
    match oddity {
        Oddity::Twice => items.extend(items.clone()),
        Oddity::TwiceInCapitals => {
            let mut again = items.clone();
            again.iter_mut().for_each(capitals);
            items.extend(again);
        }
        Oddity::LongName => items.extend(items.first().cloned().map(|item| renamed(&item))),
        Oddity::PointsInACircle => {
            let ids: Vec<Option<String>> = items.iter().map(id).collect();
            let next = ids.iter().cycle().skip(1);
            for (item, other) in items.iter_mut().zip(next) {
                point_to(item, other.as_deref());
            }
        }
        Oddity::Capitals | Oddity::PointsToItself | Oddity::Deep | Oddity::WrongTypes => {
            items.iter_mut().for_each(|item| odd_resource(item, oddity));
        }
    }
}

fn odd_resource(item: &mut Value, oddity: Oddity) {
    match oddity {
        Oddity::Capitals | Oddity::TwiceInCapitals => capitals(item),
        Oddity::PointsToItself | Oddity::PointsInACircle => {
            let own = id(item);
            point_to(item, own.as_deref());
        }
        Oddity::LongName => {
            if item.get("name").is_some() {
                item["name"] = "n".repeat(LONG).into();
            }
        }
        Oddity::WrongTypes => {
            if item.get("properties").is_some() {
                item["properties"] = json!([1, "two", null]);
            }
        }
        // A list's oddities, and one that JSON values can't hold.
        Oddity::Twice | Oddity::Deep => {}
    }
}

fn id(item: &Value) -> Option<String> {
    item.get("id")?.as_str().map(str::to_owned)
}

fn capitals(item: &mut Value) {
    if let Some(id) = id(item) {
        item["id"] = id.to_uppercase().into();
    }
}

/// Every id in a resource, its own apart, becomes this one.
fn point_to(item: &mut Value, other: Option<&str>) {
    let (Some(own), Some(other)) = (id(item), other) else {
        return;
    };
    replace_ids(item, other);
    item["id"] = own.into();
}

fn replace_ids(value: &mut Value, other: &str) {
    match value {
        Value::String(text) if text.to_ascii_lowercase().starts_with("/subscriptions/") => {
            *text = other.to_owned();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace_ids(item, other)),
        Value::Object(map) => map.values_mut().for_each(|item| replace_ids(item, other)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn renamed(item: &Value) -> Value {
    let mut item = item.clone();
    let long = "n".repeat(LONG);
    if let Some((above, _)) = id(&item).as_deref().and_then(|id| id.rsplit_once('/')) {
        item["id"] = format!("{above}/{long}").into();
    }
    item["name"] = long.into();
    item
}
