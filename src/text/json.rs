//! JSON that somebody else wrote: a key that comes twice in one object is a mistake, since which of the two counts is left to
//! the reader, and the number of values is bounded, since a byte or two of text can take twenty times as much memory.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};
use std::cell::Cell;
use std::fmt;

/// A JSON text holds at most so many values: a million take about 100 MB.
pub(crate) const MOST_VALUES: usize = 2_000_000;

/// The value of a JSON text.
///
/// # Errors
/// If it isn't JSON, if an object has a key twice, or if there are more values than [`MOST_VALUES`].
pub(crate) fn strict_json(text: &[u8]) -> Result<Json, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = strict(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The same as part of a larger text, for `deserialize_with`.
pub(crate) fn strict_part<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Json>, D::Error> {
    strict(reader).map(|value| Some(value).filter(|value| !value.is_null()))
}

fn strict<'de, D: Deserializer<'de>>(reader: D) -> Result<Json, D::Error> {
    let left = Cell::new(MOST_VALUES);
    Strict { left: &left }.deserialize(reader)
}

/// Reads a value, and counts down.
#[derive(Clone, Copy)]
struct Strict<'a> {
    left: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or_else(|| {
            D::Error::custom(format_args!("it holds more than {MOST_VALUES} values"))
        })?);
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self)?;
            if object.contains_key(&name) {
                let shown: String = name.chars().take(60).collect();
                return Err(A::Error::custom(format_args!("the key `{shown}` comes twice")));
            }
            object.insert(name, value);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_serde_reads() {
        for text in [
            r#"{"a":[1,-2,2.5,1e400,18446744073709551615,"x",true,null,{}],"b":{"a":"\u00e9"}}"#,
            "null",
            "[[[]]]",
            r#"{"a":1} x"#,
            "{",
            "",
        ] {
            let expected: Option<Json> = serde_json::from_str(text).ok();
            assert_eq!(strict_json(text.as_bytes()).ok(), expected, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(strict_json(deep.as_bytes()).is_err(), "no stack is used up");
    }

    #[test]
    fn a_key_that_comes_twice_is_a_mistake_at_any_depth() {
        for text in [r#"{"value":[],"value":[1]}"#, r#"{"a":[{"b":1,"b":1}]}"#] {
            let error = strict_json(text.as_bytes()).expect_err("twice");
            assert!(error.to_string().contains("comes twice"), "{error}");
        }
        assert!(strict_json(br#"{"a":{"a":{"a":1}},"A":1}"#).is_ok());
    }

    #[test]
    fn the_number_of_values_is_bounded() {
        let list = |number: usize| format!("[{}0]", "0,".repeat(number - 2));
        assert!(strict_json(list(MOST_VALUES).as_bytes()).is_ok());
        let error = strict_json(list(MOST_VALUES + 1).as_bytes()).expect_err("too many");
        assert!(error.to_string().contains("more than 2000000 values"), "{error}");
    }
}
