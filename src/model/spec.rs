//! What facts exist: name, type and meaning of each, per kind. The rule language is checked against this catalogue when a
//! rule is loaded, and `foundry-dr rules facts` prints it.

use super::{Kind, Value};
use std::collections::BTreeMap;

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
    pub fn word(&self) -> String {
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
                        format!(
                            "{}: {}{}",
                            f.name,
                            f.ty.word(),
                            if f.nullable { "?" } else { "" }
                        )
                    })
                    .collect();
                format!("list of {{{}}}", fields.join(", "))
            }
        }
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
                values.iter().all(|value| matches!(value, Value::Text(_)))
            }
            (Self::Records(fields), Value::List(values)) => {
                values.iter().all(|value| match value {
                    Value::Record(record) => {
                        record.len() == fields.len()
                            && fields.iter().all(|field| match record.get(field.name) {
                                Some(Value::Null) => field.nullable,
                                Some(value) => field.ty.admits(value),
                                None => false,
                            })
                    }
                    Value::Null
                    | Value::Bool(_)
                    | Value::Int(_)
                    | Value::Text(_)
                    | Value::Instant(_)
                    | Value::List(_) => false,
                })
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

/// A fact that subjects of a kind have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactSpec {
    /// Name in the rule language: the field's standard term.
    pub name: &'static str,
    /// Type of its value.
    pub ty: FactType,
    /// True if the value may be null because ARM says so ("no pair", "no migration running").
    pub nullable: bool,
    /// One line: meaning, unit, and the default that Microsoft documents.
    pub doc: &'static str,
    /// The api-version from which the property exists, where an older one may answer.
    pub since: Option<&'static str>,
    /// What it means that the value is false, null, 0 or an empty list, in a few words. A rule that doesn't apply says it.
    pub absent: Option<&'static str>,
}

impl FactSpec {
    /// A fact that is never null.
    #[must_use]
    pub const fn new(name: &'static str, ty: FactType, doc: &'static str) -> Self {
        Self {
            name,
            ty,
            nullable: false,
            doc,
            since: None,
            absent: None,
        }
    }

    /// The same fact, but null is a value.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same fact, known only from this api-version on.
    #[must_use]
    pub const fn since(mut self, version: &'static str) -> Self {
        self.since = Some(version);
        self
    }

    /// The same fact, with words for the absence of what it tells of.
    #[must_use]
    pub const fn absent(mut self, words: &'static str) -> Self {
        self.absent = Some(words);
        self
    }
}

/// All facts of all kinds.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    kinds: BTreeMap<Kind, Vec<FactSpec>>,
}

impl Catalogue {
    /// Adds facts to a kind.
    ///
    /// # Panics
    /// If a name is used twice for one kind: a bug of this program that any test shows.
    pub fn register(&mut self, kind: Kind, specs: &[FactSpec]) {
        let known = self.kinds.entry(kind).or_default();
        for spec in specs {
            assert!(
                known.iter().all(|other| other.name != spec.name),
                "internal: fact {}.{} declared twice",
                kind,
                spec.name
            );
            known.push(*spec);
        }
    }

    /// The facts of a kind, in the order in which subjects hold them.
    #[must_use]
    pub fn facts(&self, kind: Kind) -> &[FactSpec] {
        self.kinds.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Place of a fact in the list of its kind.
    #[must_use]
    pub fn index(&self, kind: Kind, name: &str) -> Option<usize> {
        self.facts(kind).iter().position(|spec| spec.name == name)
    }
}
