//! Values of facts: what a rule's condition computes with and a report shows as evidence.

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A scalar, a list, or a record with declared fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// ARM says there is none (only where the fact's type allows it).
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(Arc<str>),
    /// A point in time. Facts hold instants, never ages, so that one report doesn't depend on when it is computed.
    Instant(OffsetDateTime),
    /// Values in a stable order.
    List(Arc<[Value]>),
    /// Named fields.
    Record(Arc<BTreeMap<&'static str, Value>>),
}

impl Value {
    /// A text value.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::text(text.as_ref())).collect())
    }

    /// A record.
    #[must_use]
    pub fn record(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self::Record(Arc::new(fields.into_iter().collect()))
    }
}

/// What a value is, if it is of this type.
impl Value {
    /// Yes or no.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Null
            | Self::Int(_)
            | Self::Text(_)
            | Self::Instant(_)
            | Self::List(_)
            | Self::Record(_) => None,
        }
    }

    /// The number.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Null
            | Self::Bool(_)
            | Self::Text(_)
            | Self::Instant(_)
            | Self::List(_)
            | Self::Record(_) => None,
        }
    }

    /// The text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Instant(_)
            | Self::List(_)
            | Self::Record(_) => None,
        }
    }

    /// The values of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(values) => Some(values),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Text(_)
            | Self::Instant(_)
            | Self::Record(_) => None,
        }
    }

    /// The field of a record.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Record(fields) => fields.get(name),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Text(_)
            | Self::Instant(_)
            | Self::List(_) => None,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::text(value)
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}
impl From<OffsetDateTime> for Value {
    fn from(value: OffsetDateTime) -> Self {
        Self::Instant(value)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Instant(_) => serializer.collect_str(self),
            Self::List(values) => serializer.collect_seq(values.iter()),
            Self::Record(fields) => serializer.collect_map(fields.iter()),
        }
    }
}

/// As it stands in a sentence: lists with commas, records as `field value`, instants as RFC 3339.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("none"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::Instant(value) => {
                f.write_str(&value.format(&Rfc3339).unwrap_or_else(|_| value.to_string()))
            }
            Self::List(values) if values.is_empty() => f.write_str("none"),
            Self::List(values) => join(f, values.iter(), ", "),
            Self::Record(fields) => {
                for (i, (name, value)) in fields.iter().enumerate() {
                    write!(f, "{}{name} {value}", if i == 0 { "" } else { " " })?;
                }
                Ok(())
            }
        }
    }
}

fn join<'a>(
    f: &mut fmt::Formatter<'_>,
    values: impl Iterator<Item = &'a Value>,
    with: &str,
) -> fmt::Result {
    for (i, value) in values.enumerate() {
        write!(f, "{}{value}", if i == 0 { "" } else { with })?;
    }
    Ok(())
}
