//! From facts to CEL values. Our own converter, since CEL's takes positive whole numbers of JSON for unsigned ones, with
//! which arithmetic fails.

use super::fold::folded;
use crate::model::Value;
use cel::objects::{Key, Map};
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;

/// The CEL value of a fact's value.
pub(super) fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(value) => cel::Value::Bool(*value),
        Value::Int(value) => cel::Value::Int(*value),
        Value::Text(value) => cel::Value::String(Arc::new(folded(value))),
        Value::Instant(value) => cel::Value::Timestamp(instant(*value)),
        Value::List(values) => cel::Value::List(Arc::new(values.iter().map(to_cel).collect())),
        Value::Record(fields) => {
            let map: HashMap<Key, cel::Value> =
                fields.iter().map(|(name, value)| (Key::from(*name), to_cel(value))).collect();
            cel::Value::Map(Map { map: Arc::new(map) })
        }
    }
}

fn instant(value: OffsetDateTime) -> chrono::DateTime<chrono::FixedOffset> {
    chrono::DateTime::from_timestamp(value.unix_timestamp(), value.nanosecond())
        .expect("internal: the years of an instant are within those of CEL")
        .fixed_offset()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn whole_numbers_are_signed() {
        assert_eq!(to_cel(&Value::Int(3)), cel::Value::Int(3));
    }

    #[test]
    fn texts_are_folded() {
        assert_eq!(to_cel(&"ZoneRedundant".into()), to_cel(&"zoneRedundant".into()));
    }

    #[test]
    fn instants_keep_their_moment() {
        let value = Value::Instant(datetime!(2026-01-01 12:00 +02:00));
        let cel::Value::Timestamp(instant) = to_cel(&value) else {
            panic!("no timestamp");
        };
        assert_eq!(instant.to_rfc3339(), "2026-01-01T10:00:00+00:00");
    }

    #[test]
    fn records_become_maps_with_null_kept() {
        let value = Value::record([("name", "a".into()), ("pair", Value::Null)]);
        let cel::Value::Map(map) = to_cel(&value) else {
            panic!("no map");
        };
        assert_eq!(map.map.get(&Key::from("pair")), Some(&cel::Value::Null));
    }
}
