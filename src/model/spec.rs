//! Types of facts: what a rule's condition may do with one, and which values it may have.

use super::Value;

/// A field of a record fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Name in the rule language.
    pub name: &'static str,
    /// Type of its value.
    pub ty: FactType,
    /// True if the value may be null because ARM says so.
    pub nullable: bool,
}

/// The type of a fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FactType {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// A point in time.
    Instant,
    /// A list of texts.
    Texts,
    /// A list of records with these fields.
    Records(&'static [Field]),
}

impl FactType {
    /// The word in `rules facts`: `bool`, `list of text`, `list of {name: text, …}`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Bool => "bool".into(),
            Self::Int => "int".into(),
            Self::Text => "text".into(),
            Self::Instant => "timestamp".into(),
            Self::Texts => "list of text".into(),
            Self::Records(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|f| {
                        format!("{}: {}{}", f.name, f.ty.label(), if f.nullable { "?" } else { "" })
                    })
                    .collect();
                format!("list of {{{}}}", fields.join(", "))
            }
        }
    }

    /// The fields of its records, if it is a list of some.
    #[must_use]
    pub fn fields(self) -> Option<&'static [Field]> {
        if let Self::Records(fields) = self { Some(fields) } else { None }
    }

    /// True if the value has this type (null is the caller's business).
    #[must_use]
    pub fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, Value::Bool(_))
            | (Self::Int, Value::Int(_))
            | (Self::Text, Value::Text(_))
            | (Self::Instant, Value::Instant(_)) => true,
            (Self::Texts, Value::List(values)) => {
                values.iter().all(|value| Self::Text.admits(value))
            }
            (Self::Records(fields), Value::List(values)) => {
                values.iter().all(|value| admit(fields, value))
            }
            (
                Self::Bool
                | Self::Int
                | Self::Text
                | Self::Instant
                | Self::Texts
                | Self::Records(_),
                _,
            ) => false,
        }
    }
}

/// True if the value is a record of just these fields.
fn admit(fields: &[Field], value: &Value) -> bool {
    let of_type = |field: &Field, value: &Value| match value {
        Value::Null => field.nullable,
        value => field.ty.admits(value),
    };
    value.as_record().is_some_and(|record| {
        record.len() == fields.len()
            && fields.iter().all(|f| record.get(f.name).is_some_and(|value| of_type(f, value)))
    })
}
