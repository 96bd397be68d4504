//! Values of facts: what a rule's condition computes with and a report shows as evidence.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A scalar, a list, or a record with declared fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
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
    Instant(#[serde(with = "time::serde::rfc3339")] OffsetDateTime),
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
    pub fn record<const N: usize>(fields: [(&'static str, Value); N]) -> Self {
        Self::Record(Arc::new(BTreeMap::from(fields)))
    }
}

/// What a value is, if it is of this type.
impl Value {
    /// Yes or no.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The number.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    /// The text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The values of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    /// The values of a list; none of anything else.
    #[must_use]
    pub fn elements(&self) -> &[Value] {
        self.as_list().unwrap_or_default()
    }

    /// The fields of a record.
    #[must_use]
    pub fn as_record(&self) -> Option<&BTreeMap<&'static str, Value>> {
        if let Self::Record(fields) = self { Some(fields) } else { None }
    }

    /// The field of a record.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.as_record()?.get(name)
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
            Self::List(values) => {
                let values: Vec<String> = values.iter().map(Self::to_string).collect();
                f.write_str(&values.join(", "))
            }
            Self::Record(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{name} {value}"));
                f.write_str(&fields.collect::<Vec<_>>().join(" "))
            }
        }
    }
}
