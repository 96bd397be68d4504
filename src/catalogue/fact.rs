//! Facts, a row each: name, type and meaning, and where the value comes from. The rule language is checked against these
//! rows when a rule is loaded, `foundry-dr rules facts` prints them, what is kept of an answer is the union of their paths,
//! and the reads of a rule are the union of their reads.

use super::{Body, ReadKind};
use crate::model::{Fact, FactType, Field, Kind, Value, Why};
use std::collections::BTreeMap;

/// A fact that subjects of a kind have.
#[derive(Clone, Copy, Debug)]
pub struct FactRow {
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
    /// Where the value comes from.
    pub origin: FactOrigin,
}

/// Where the value of a fact comes from.
#[derive(Clone, Copy, Debug)]
pub enum FactOrigin {
    /// One body: that of the subject itself, or of another read at the subject if there is one.
    Local(Option<ReadKind>, Take),
    /// Several reads, joined in `estate`: what it needs beside the structure and the subject's own body.
    Joined(&'static [ReadKind]),
}

/// How a value is taken from a body: the property's path, and the documented default where it may be absent.
#[derive(Clone, Copy, Debug)]
pub enum Take {
    /// Yes or no, with the default.
    Flag(&'static str, bool),
    /// A whole number, with the default.
    Int(&'static str, i64),
    /// A whole number, null if absent.
    OptInt(&'static str),
    /// A text that is always there.
    Text(&'static str),
    /// A text, with the default.
    TextOr(&'static str, &'static str),
    /// A text, null if absent.
    OptText(&'static str),
    /// One of these words, in any case; another one isn't known.
    Word(&'static str, &'static [&'static str]),
    /// One of these words, with the default.
    WordOr(&'static str, &'static str, &'static [&'static str]),
    /// One of these words, null if absent.
    OptWord(&'static str, &'static [&'static str]),
    /// A list of texts, empty if absent.
    Texts(&'static str),
    /// What code makes of the body; it reads these paths and no others.
    With(&'static [&'static str], fn(&Body<'_>) -> Result<Value, Why>),
}

impl Take {
    /// The paths that it reads.
    #[must_use]
    pub fn paths(&self) -> &[&'static str] {
        match self {
            Self::Flag(path, _)
            | Self::Int(path, _)
            | Self::OptInt(path)
            | Self::Text(path)
            | Self::TextOr(path, _)
            | Self::OptText(path)
            | Self::Word(path, _)
            | Self::WordOr(path, ..)
            | Self::OptWord(path, _)
            | Self::Texts(path) => std::slice::from_ref(path),
            Self::With(paths, _) => paths,
        }
    }

    fn of(&self, body: &Body<'_>) -> Result<Value, Why> {
        Ok(match self {
            Self::Flag(path, default) => body.flag(path, *default)?.into(),
            Self::Int(path, default) => body.int(path, *default)?.into(),
            Self::OptInt(path) => body.opt_int(path)?.into(),
            Self::Text(path) => body.text(path)?.into(),
            Self::TextOr(path, default) => body.text_or(path, default)?.into(),
            Self::OptText(path) => body.opt_text(path)?.into(),
            Self::Word(path, known) => body.word(path, known)?.into(),
            Self::WordOr(path, default, known) => body.word_or(path, default, known)?.into(),
            Self::OptWord(path, known) => body.opt_word(path, known)?.into(),
            Self::Texts(path) => body.texts(path)?.into(),
            Self::With(_, read) => read(body)?,
        })
    }
}

impl FactRow {
    const fn new(name: &'static str, ty: FactType, doc: &'static str, origin: FactOrigin) -> Self {
        Self { name, ty, nullable: false, doc, since: None, absent: None, origin }
    }

    const fn local(name: &'static str, ty: FactType, doc: &'static str, take: Take) -> Self {
        Self::new(name, ty, doc, FactOrigin::Local(None, take))
    }

    /// The same fact, but null is a value.
    pub(super) const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// The same fact, known only from this api-version on.
    pub(super) const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }

    /// The same fact, with words for the absence of what it tells of.
    pub(super) const fn absent(self, words: &'static str) -> Self {
        Self { absent: Some(words), ..self }
    }

    /// The same fact, taken from the body of another read at the subject; or, of a joined fact, the reads that it needs.
    pub(super) const fn from(self, reads: &'static [ReadKind]) -> Self {
        let origin = match self.origin {
            FactOrigin::Local(_, take) => {
                assert!(reads.len() == 1, "a fact of one body comes from one read");
                FactOrigin::Local(Some(reads[0]), take)
            }
            FactOrigin::Joined(_) => FactOrigin::Joined(reads),
        };
        Self { origin, ..self }
    }

    /// The read whose body it is taken from (`None` for the subject's own body) and how, if it is taken from one body.
    #[must_use]
    pub fn source(&self) -> Option<(Option<ReadKind>, &Take)> {
        match &self.origin {
            FactOrigin::Local(read, take) => Some((*read, take)),
            FactOrigin::Joined(_) => None,
        }
    }

    /// The reads that it needs beside the structure and the subject's own body.
    #[must_use]
    pub fn reads(&self) -> &[ReadKind] {
        match &self.origin {
            FactOrigin::Local(None, _) => &[],
            FactOrigin::Local(Some(read), _) => std::slice::from_ref(read),
            FactOrigin::Joined(reads) => reads,
        }
    }

    /// The value that a body has for it; `None` if it isn't taken from this read (`None` for the subject's own body).
    pub fn value(&self, read: Option<ReadKind>, body: &Body<'_>) -> Option<Result<Value, Why>> {
        let take = self.taken_from(read)?;
        let value = take.of(body);
        Some(match (self.since, take.paths()) {
            (Some(version), [path, ..]) => body.since(version, path, value),
            (Some(_), []) | (None, _) => value,
        })
    }

    /// How it is taken from this read (`None` for the subject's own body), if it is.
    #[must_use]
    pub fn taken_from(&self, read: Option<ReadKind>) -> Option<&Take> {
        self.source().filter(|(from, _)| *from == read).map(|(_, take)| take)
    }
}

/// A fact that is joined from several reads, or that ids alone decide.
pub(super) const fn joined(name: &'static str, ty: FactType, doc: &'static str) -> FactRow {
    FactRow::new(name, ty, doc, FactOrigin::Joined(&[]))
}

/// A fact that code makes of one body, from these paths.
pub(super) const fn computed(
    name: &'static str,
    ty: FactType,
    paths: &'static [&'static str],
    read: fn(&Body<'_>) -> Result<Value, Why>,
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, ty, doc, Take::With(paths, read))
}

/// Yes or no at a path, with the documented default.
pub(super) const fn flag(
    name: &'static str,
    path: &'static str,
    default: bool,
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, FactType::Bool, doc, Take::Flag(path, default))
}

/// A whole number at a path, with the documented default.
pub(super) const fn int(
    name: &'static str,
    path: &'static str,
    default: i64,
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, FactType::Int, doc, Take::Int(path, default))
}

/// A whole number at a path, null if absent.
pub(super) const fn opt_int(name: &'static str, path: &'static str, doc: &'static str) -> FactRow {
    FactRow::local(name, FactType::Int, doc, Take::OptInt(path)).nullable()
}

/// A text at a path that is always there.
pub(super) const fn text(name: &'static str, path: &'static str, doc: &'static str) -> FactRow {
    FactRow::local(name, FactType::Text, doc, Take::Text(path))
}

/// A text at a path, with the documented default.
pub(super) const fn text_or(
    name: &'static str,
    path: &'static str,
    default: &'static str,
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, FactType::Text, doc, Take::TextOr(path, default))
}

/// A text at a path, null if absent.
pub(super) const fn opt_text(name: &'static str, path: &'static str, doc: &'static str) -> FactRow {
    FactRow::local(name, FactType::Text, doc, Take::OptText(path)).nullable()
}

/// One of these words at a path, in any case.
pub(super) const fn word(
    name: &'static str,
    path: &'static str,
    known: &'static [&'static str],
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, FactType::Text, doc, Take::Word(path, known))
}

/// One of these words at a path, with the documented default.
pub(super) const fn word_or(
    name: &'static str,
    path: &'static str,
    default: &'static str,
    known: &'static [&'static str],
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, FactType::Text, doc, Take::WordOr(path, default, known))
}

/// One of these words at a path, null if absent.
pub(super) const fn opt_word(
    name: &'static str,
    path: &'static str,
    known: &'static [&'static str],
    doc: &'static str,
) -> FactRow {
    FactRow::local(name, FactType::Text, doc, Take::OptWord(path, known)).nullable()
}

/// A list of texts at a path, empty if absent.
pub(super) const fn texts(name: &'static str, path: &'static str, doc: &'static str) -> FactRow {
    FactRow::local(name, FactType::Texts, doc, Take::Texts(path))
}

/// A field of a record.
pub(super) const fn field(name: &'static str, ty: FactType) -> Field {
    Field { name, ty, nullable: false }
}

/// A field of a record that is null where ARM says so.
pub(super) const fn nullable(name: &'static str, ty: FactType) -> Field {
    Field { name, ty, nullable: true }
}

/// Facts of one body, by name.
pub type LocalFacts = Vec<(&'static str, Fact)>;

/// The facts of these groups that are taken from this read (`None` for the subject's own body), as a body has them.
pub(super) fn local_facts(
    groups: &[&[FactRow]],
    read: Option<ReadKind>,
    body: &Body<'_>,
) -> LocalFacts {
    let rows = groups.iter().copied().flatten();
    rows.filter_map(|row| Some((row.name, body.fact(row.value(read, body)?)))).collect()
}

/// All facts of all kinds.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    kinds: BTreeMap<Kind, Vec<FactRow>>,
}

impl Catalogue {
    /// Adds facts to a kind.
    ///
    /// # Panics
    /// If a name is used twice for one kind: an internal error that any test shows.
    pub(super) fn register(&mut self, kind: Kind, rows: impl IntoIterator<Item = FactRow>) {
        let known = self.kinds.entry(kind).or_default();
        for row in rows {
            let name = row.name;
            assert!(
                known.iter().all(|other| other.name != name),
                "internal: fact {kind}.{name} declared twice",
            );
            known.push(row);
        }
    }

    /// The facts of a kind, in the order in which subjects hold them.
    #[must_use]
    pub fn facts(&self, kind: Kind) -> &[FactRow] {
        self.kinds.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Place of a fact in the list of its kind.
    #[must_use]
    pub fn index(&self, kind: Kind, name: &str) -> Option<usize> {
        self.facts(kind).iter().position(|row| row.name == name)
    }

    /// The reads that facts of these names need, of whatever kind, beside the structure.
    pub fn reads<'a>(
        &'a self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> impl Iterator<Item = ReadKind> {
        let of = |name| {
            let rows = self.kinds.values().flatten();
            rows.filter(move |row| row.name == name)
        };
        names.into_iter().flat_map(of).flat_map(FactRow::reads).copied()
    }
}
