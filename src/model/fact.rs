//! A fact is either known or missing, and either way says which reads it comes from. `Missing` is never `false`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Index of a read in the run's list of reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReadId(pub u32);

/// Index of a group of reads ("the connections of all accounts in scope").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(pub u32);

/// Which reads a fact comes from, or would have come from.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Provenance {
    /// None: an example in a rule file, or a fact of the run itself.
    #[default]
    None,
    /// One read.
    One(ReadId),
    /// A few reads (at most eight; more become a group).
    Few(Box<[ReadId]>),
    /// Many reads, kept once per run.
    Group(GroupId),
}

impl Provenance {
    /// Joins two provenances. A group absorbs single reads, since it is the larger statement.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::None, p) | (p, Self::None) => p.clone(),
            (Self::Group(_), _) => self.clone(),
            (_, Self::Group(_)) => other.clone(),
            (Self::One(_) | Self::Few(_), Self::One(_) | Self::Few(_)) => {
                let mut reads: Vec<ReadId> =
                    self.reads().iter().chain(other.reads()).copied().collect();
                reads.sort_unstable();
                reads.dedup();
                reads.truncate(8);
                if let [one] = reads[..] { Self::One(one) } else { Self::Few(reads.into()) }
            }
        }
    }

    /// The single reads, if it isn't a group.
    #[must_use]
    pub fn reads(&self) -> &[ReadId] {
        match self {
            Self::None | Self::Group(_) => &[],
            Self::One(read) => std::slice::from_ref(read),
            Self::Few(reads) => reads,
        }
    }
}

/// Why a fact isn't known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The read was refused (401, 403, or a 404 that may hide a refusal).
    Denied,
    /// The read failed (network, throttling, server error, an answer that makes no sense).
    Failed,
    /// The listing was cut short.
    Truncated,
    /// Nobody asked.
    NotRead,
    /// The api-version that answered doesn't have the property.
    OldApi(String),
    /// The value was taken out when the observation was made.
    Redacted,
    /// The property was dropped when the snapshot was written.
    NotKept,
    /// A reference that couldn't be resolved to a resource, or a template expression.
    Unresolved(String),
    /// The answer doesn't have the documented shape.
    Malformed,
    /// An operation that changes the value is still running.
    InProgress,
    /// The resource was looked up and doesn't exist any more.
    Gone,
    /// The source doesn't show everything that exists there, so that what it doesn't show isn't absent.
    Partial,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied => f.write_str("the read was denied"),
            Self::Failed => f.write_str("the read failed"),
            Self::Truncated => f.write_str("the listing was cut short"),
            Self::NotRead => f.write_str("it was not read"),
            Self::OldApi(version) => write!(f, "api-version {version} doesn't have it"),
            Self::Redacted => f.write_str("it was redacted"),
            Self::NotKept => f.write_str("the snapshot didn't keep it"),
            Self::Unresolved(what) => write!(f, "{what} couldn't be resolved"),
            Self::Malformed => f.write_str("the answer has an unexpected shape"),
            Self::InProgress => f.write_str("an operation is still running"),
            Self::Gone => f.write_str("it doesn't exist any more"),
            Self::Partial => f.write_str("the input shows only a part of what exists there"),
        }
    }
}

/// A value with its evidence, or the reason why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<T = super::Value> {
    /// Read and understood.
    Known(T, Provenance),
    /// Not known. Never to be taken for `false`, zero or empty.
    Missing(Why, Provenance),
}

impl<T> Fact<T> {
    /// What was read, with the reads that it comes from.
    #[must_use]
    pub fn of(read: Result<T, Why>, evidence: &Provenance) -> Self {
        match read {
            Ok(value) => Self::Known(value, evidence.clone()),
            Err(why) => Self::Missing(why, evidence.clone()),
        }
    }

    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            Self::Missing(..) => None,
        }
    }

    /// Where it comes from.
    pub fn provenance(&self) -> &Provenance {
        match self {
            Self::Known(_, provenance) | Self::Missing(_, provenance) => provenance,
        }
    }

    /// The same fact of a borrowed value: a list that many resources look into is not copied for each.
    pub fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Known(value, provenance) => Fact::Known(value, provenance.clone()),
            Self::Missing(why, provenance) => Fact::Missing(why.clone(), provenance.clone()),
        }
    }

    /// Changes a known value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value, provenance) => Fact::Known(change(value), provenance),
            Self::Missing(why, provenance) => Fact::Missing(why, provenance),
        }
    }

    /// Goes on with a known value to another fact; both provenances count.
    pub fn then<U>(self, next: impl FnOnce(T) -> Fact<U>) -> Fact<U> {
        match self {
            Self::Known(value, before) => match next(value) {
                Fact::Known(value, after) => Fact::Known(value, before.and(&after)),
                Fact::Missing(why, after) => Fact::Missing(why, before.and(&after)),
            },
            Self::Missing(why, provenance) => Fact::Missing(why, provenance),
        }
    }
}

/// A fact that isn't known, for this reason.
impl<T> From<(Why, Provenance)> for Fact<T> {
    fn from((why, evidence): (Why, Provenance)) -> Self {
        Self::Missing(why, evidence)
    }
}

impl<T> From<&(Why, Provenance)> for Fact<T> {
    fn from(lack: &(Why, Provenance)) -> Self {
        lack.clone().into()
    }
}

impl Fact<bool> {
    /// Kleene's "all": false as soon as one is known to be false, else missing if one is missing, else true.
    pub fn all(facts: impl IntoIterator<Item = Self>) -> Self {
        Self::decide(facts, false)
    }

    /// Kleene's "any": true as soon as one is known to be true, else missing if one is missing, else false.
    pub fn any(facts: impl IntoIterator<Item = Self>) -> Self {
        Self::decide(facts, true)
    }

    fn decide(facts: impl IntoIterator<Item = Self>, decisive: bool) -> Self {
        let mut missing = None;
        let mut seen = Provenance::None;
        for fact in facts {
            match fact {
                Self::Known(value, provenance) if value == decisive => {
                    return Self::Known(value, provenance);
                }
                Self::Known(_, provenance) => seen = seen.and(&provenance),
                Self::Missing(why, provenance) => {
                    missing.get_or_insert((why, provenance));
                }
            }
        }
        match missing {
            Some((why, provenance)) => Self::Missing(why, provenance),
            None => Self::Known(!decisive, seen),
        }
    }
}

impl<T> Fact<Vec<T>> {
    /// Turns facts into a fact of a list: missing as soon as one is missing.
    pub fn collect(facts: impl IntoIterator<Item = Fact<T>>) -> Self {
        let mut values = Vec::new();
        let mut seen = Provenance::None;
        for fact in facts {
            match fact {
                Fact::Known(value, provenance) => {
                    values.push(value);
                    seen = seen.and(&provenance);
                }
                Fact::Missing(why, provenance) => return Self::Missing(why, provenance),
            }
        }
        Self::Known(values, seen)
    }
}

impl<T: Into<super::Value>> Fact<T> {
    /// As the untyped fact that subjects hold.
    pub fn erase(self) -> Fact {
        self.map(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yes() -> Fact<bool> {
        Fact::Known(true, Provenance::One(ReadId(1)))
    }
    fn no() -> Fact<bool> {
        Fact::Known(false, Provenance::One(ReadId(2)))
    }
    fn dark() -> Fact<bool> {
        Fact::Missing(Why::Denied, Provenance::One(ReadId(3)))
    }

    #[test]
    fn kleene_tables() {
        assert_eq!(Fact::all([yes(), dark(), no()]).known(), Some(&false));
        assert_eq!(Fact::all([yes(), dark()]).known(), None);
        assert_eq!(Fact::all([yes(), yes()]).known(), Some(&true));
        assert_eq!(Fact::all([]).known(), Some(&true));
        assert_eq!(Fact::any([no(), dark(), yes()]).known(), Some(&true));
        assert_eq!(Fact::any([no(), dark()]).known(), None);
        assert_eq!(Fact::any([no()]).known(), Some(&false));
    }

    #[test]
    fn provenance_joins_and_stays_small() {
        let one = Provenance::One(ReadId(1));
        assert_eq!(one.and(&one), one);
        let many = (2..20).fold(one, |p, i| p.and(&Provenance::One(ReadId(i))));
        assert_eq!(many.reads().len(), 8);
        assert_eq!(many.and(&Provenance::Group(GroupId(0))), Provenance::Group(GroupId(0)));
    }
}
