//! The types of conditions: light, but enough that a comparison of a number with a text, or a call on the wrong type, is
//! found when the rule is loaded and not on the first estate that reaches it.

use crate::model::{FactType, Field};

/// The type of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Bool,
    Int,
    Double,
    Text,
    Instant,
    Duration,
    Null,
    List(Box<Type>),
    Record(&'static [Field]),
    /// Not known, after a mistake that is already reported: fits everything.
    Any,
}

/// A type, and whether the value may be null.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl From<Type> for Typed {
    fn from(ty: Type) -> Self {
        Self { ty, nullable: false }
    }
}

impl Typed {
    /// The type of a fact or field.
    pub(super) fn of(ty: FactType, nullable: bool) -> Self {
        let ty = match ty {
            FactType::Bool => Type::Bool,
            FactType::Int => Type::Int,
            FactType::Text => Type::Text,
            FactType::Instant => Type::Instant,
            FactType::Texts => Type::List(Box::new(Type::Text)),
            FactType::Records(fields) => Type::List(Box::new(Type::Record(fields))),
        };
        Self { ty, nullable }
    }

    /// As it stands in a message.
    pub(super) fn label(&self) -> String {
        let word = self.ty.label();
        if self.nullable { format!("{word} or null") } else { word }
    }

    /// True if it is surely a value of this type, never null.
    pub(super) fn is(&self, ty: &Type) -> bool {
        self.ty == Type::Any || (self.ty == *ty && !self.nullable)
    }

    /// True if `==` between the two can ever be true.
    pub(super) fn comparable(&self, other: &Self) -> bool {
        match (&self.ty, &other.ty) {
            (Type::Null, Type::Null) => true,
            (Type::Null, Type::Any) | (Type::Any, Type::Null) => true,
            (Type::Null, _) => other.nullable,
            (_, Type::Null) => self.nullable,
            (one, two) => one.fits(two),
        }
    }
}

impl Type {
    /// As it stands in a message.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Bool => "bool".into(),
            Self::Int => "int".into(),
            Self::Double => "number".into(),
            Self::Text => "text".into(),
            Self::Instant => "timestamp".into(),
            Self::Duration => "duration".into(),
            Self::Null => "null".into(),
            Self::List(element) => format!("list of {}", element.label()),
            Self::Record(_) => "record".into(),
            Self::Any => "anything".into(),
        }
    }

    /// True if values of the two can be equal.
    pub(super) fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Int | Self::Double, Self::Int | Self::Double) => true,
            (Self::List(one), Self::List(two)) => one.fits(two),
            (one, two) => one == two,
        }
    }

    /// True if `<` is defined.
    pub(super) fn ordered(&self) -> bool {
        match self {
            Self::Int | Self::Double | Self::Text | Self::Instant | Self::Duration | Self::Any => {
                true
            }
            Self::Bool | Self::Null | Self::List(_) | Self::Record(_) => false,
        }
    }
}

/// The names that conditions may call, for "did you mean".
pub(super) const FUNCTIONS: &[&str] = &[
    "all",
    "exists",
    "exists_one",
    "filter",
    "map",
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "timestamp",
    "duration",
    "string",
    "getFullYear",
    "getMonth",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getHours",
    "getMinutes",
    "getSeconds",
];

/// The macros among [`FUNCTIONS`]: they take a variable and a condition.
pub(super) const MACROS: &[&str] = &["all", "exists", "exists_one", "filter", "map"];

/// What a call yields.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub(super) fn call(
    name: &str,
    target: Option<&Typed>,
    arguments: &[Typed],
) -> Result<Type, BadCall> {
    if MACROS.contains(&name) {
        return Err(BadCall::Wrong(
            "is called on a list, with a variable and a condition: `locks.exists(l, l.level == 'ReadOnly')`",
        ));
    }
    match (name, target, arguments) {
        ("size", None, [of]) | ("size", Some(of), []) => sized(of),
        ("contains", Some(Typed { ty: Type::List(_), .. }), _) => {
            Err(BadCall::Wrong("searches a text; for a list write `x in list`"))
        }
        ("contains" | "startsWith" | "endsWith" | "matches", Some(text), [other]) => {
            texts(text, other)
        }
        ("timestamp", None, [text]) if text.is(&Type::Text) => Ok(Type::Instant),
        ("duration", None, [text]) if text.is(&Type::Text) => Ok(Type::Duration),
        ("string", None, [of]) => match of.ty {
            Type::Bool | Type::Int | Type::Text | Type::Instant if !of.nullable => Ok(Type::Text),
            Type::Any => Ok(Type::Text),
            _ => Err(BadCall::Wrong("takes one scalar that is never null")),
        },
        ("getHours" | "getMinutes" | "getSeconds", Some(of), []) if of.is(&Type::Duration) => {
            Ok(Type::Int)
        }
        (name, Some(of), [] | [_]) if name.starts_with("get") && FUNCTIONS.contains(&name) => {
            let zone = arguments.iter().all(|zone| zone.is(&Type::Text));
            if of.is(&Type::Instant) && zone {
                Ok(Type::Int)
            } else {
                Err(BadCall::Wrong("is called on a timestamp"))
            }
        }
        ("timestamp" | "duration", ..) => Err(BadCall::Wrong(
            "takes one text: `timestamp('2026-01-31T00:00:00Z')`, `duration('24h')`",
        )),
        (name, ..) if FUNCTIONS.contains(&name) => Err(BadCall::Wrong(
            "is called with the wrong number of arguments, or without its target",
        )),
        _ => Err(BadCall::Unknown),
    }
}

/// Why a call is refused.
pub(super) enum BadCall {
    /// There is no such function.
    Unknown,
    /// It exists but not so.
    Wrong(&'static str),
}

fn sized(of: &Typed) -> Result<Type, BadCall> {
    match of.ty {
        Type::List(_) | Type::Text if !of.nullable => Ok(Type::Int),
        Type::Any => Ok(Type::Int),
        _ => Err(BadCall::Wrong("counts a list or a text that is never null")),
    }
}

/// A nullable text is allowed as target: `x != null && x.startsWith('a')` guards it.
fn texts(text: &Typed, other: &Typed) -> Result<Type, BadCall> {
    let fits = |typed: &Typed| typed.ty.fits(&Type::Text);
    if fits(text) && fits(other) {
        Ok(Type::Bool)
    } else {
        Err(BadCall::Wrong("is called on a text, with a text"))
    }
}
