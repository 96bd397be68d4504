//! What is looked up in rows: the read behind a key or an ARM type, what is kept of an answer, the facts of a kind. A row is
//! the only place that a read or a fact is declared in.

use super::fact::{Catalogue, FactRow, LocalFacts, local_facts};
use super::read::{KindReads, Per, ReadKind, ReadRow};
use super::{Body, kind, reads};
use crate::model::{Fact, Kind, Provenance, ResourceId, Why};
use crate::snapshot::key_of;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

impl ReadKind {
    /// Every read that there is.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let of_kind = |kind| {
            let reads = reads_of(kind);
            [&reads.list, &reads.one, &reads.registration].map(Self)
        };
        let kinds = Kind::DEPENDENCIES.into_iter().flat_map(of_kind);
        reads::ROWS.into_iter().flatten().copied().chain(kinds)
    }

    /// The reads that are made at every scope of a sort, without the collection having to see that they are needed.
    pub fn made_for_each(per: Per) -> impl Iterator<Item = Self> + Clone {
        Self::all().filter(move |read| read.row().per == per && !read.row().is_conditional)
    }

    /// All resources of a dependency's kind in a subscription.
    ///
    /// # Panics
    /// For a kind that is no dependency: an internal error.
    #[must_use]
    pub fn list_of(kind: Kind) -> Self {
        Self(&reads_of(kind).list)
    }

    /// One dependency.
    ///
    /// # Panics
    /// For a kind that is no dependency: an internal error.
    #[must_use]
    pub fn one_of(kind: Kind) -> Self {
        Self(&reads_of(kind).one)
    }

    /// The reads that answer with resources of an ARM type, written in any case: the listing, the single one, or both.
    #[must_use]
    pub fn of_arm_type(ty: &str) -> &'static [Self] {
        static TYPES: OnceLock<BTreeMap<String, Vec<ReadKind>>> = OnceLock::new();
        let types = TYPES.get_or_init(|| {
            let mut types: BTreeMap<String, Vec<ReadKind>> = BTreeMap::new();
            for read in Self::all() {
                if let Some(ty) = read.row().arm_type() {
                    types.entry(ty).or_default().push(read);
                }
            }
            types
        });
        types.get(&ty.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}

impl ReadRow {
    /// The paths that are kept of a resource: those that the row names, and those that facts are taken from.
    #[must_use]
    pub fn kept(&self) -> &'static [&'static str] {
        static KEPT: OnceLock<BTreeMap<&'static str, Vec<&'static str>>> = OnceLock::new();
        let kept = KEPT.get_or_init(|| kept_paths(fact_sources()));
        kept.get(self.name).map_or(self.keep, Vec::as_slice)
    }
}

/// The paths that are kept of each read's answer, by its name.
fn kept_paths(
    facts: impl IntoIterator<Item = (ReadKind, &'static FactRow)>,
) -> BTreeMap<&'static str, Vec<&'static str>> {
    let named = ReadKind::all().map(|read| (read.row().name, read.row().keep.to_vec()));
    let mut kept: BTreeMap<_, Vec<_>> = named.collect();
    for (read, fact) in facts {
        let paths = fact.source().map_or(&[][..], |(_, take)| take.paths());
        kept.entry(read.row().name).or_default().extend(paths);
    }
    kept
}

/// The facts of one body, each with every read that may bring it.
fn fact_sources() -> impl Iterator<Item = (ReadKind, &'static FactRow)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        rows(kind).flat_map(move |row| {
            let reads = row.source().map_or_else(Vec::new, |(read, _)| {
                read.map_or_else(|| kind::row(kind).bodies(), |read| vec![read])
            });
            reads.into_iter().map(move |read| (read, row))
        })
    })
}

/// Which read an observation's key stands for, and the scope it was made at. `None` for reads this program doesn't make.
#[must_use]
pub fn recognise(key: &str) -> Option<(ReadKind, ResourceId)> {
    static TABLE: OnceLock<Recogniser> = OnceLock::new();
    TABLE.get_or_init(|| Recogniser::new(ReadKind::all())).recognise(key)
}

/// Rows by the end of their keys, so that a key is held against a few of them only.
#[derive(Debug)]
pub(super) struct Recogniser {
    by_end: BTreeMap<String, Vec<(ReadKind, String)>>,
}

impl Recogniser {
    pub(super) fn new(reads: impl Iterator<Item = ReadKind>) -> Self {
        let mut by_end: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for read in reads {
            let suffix = key_of(read.row().suffix);
            let rows = by_end.entry(end(&suffix).to_owned()).or_default();
            rows.push((read, suffix));
        }
        Self { by_end }
    }

    pub(super) fn recognise(&self, key: &str) -> Option<(ReadKind, ResourceId)> {
        // Where a read has no suffix, any name may be at the end.
        let ends = [end(key), ""];
        let rows = ends.iter().filter_map(|end| self.by_end.get(*end));
        rows.flatten().find_map(|(read, suffix)| {
            let scope = read.row().at.scope(key.strip_suffix(suffix.as_str())?)?;
            Some((*read, scope))
        })
    }
}

/// The query of a key or a suffix, or else its last segment.
fn end(key: &str) -> &str {
    match key.split_once('?') {
        Some((_, query)) => query,
        None => key.rsplit('/').next().unwrap_or_default(),
    }
}

/// The reads of a kind of dependency.
///
/// # Panics
/// For a kind that is no dependency: an internal error.
fn reads_of(kind: Kind) -> &'static KindReads {
    let row = kind::row(kind).dependency.as_ref();
    &row.unwrap_or_else(|| unreachable!("internal: {kind} is no dependency")).reads
}

/// The facts of a kind that are taken from this read (`None` for the subject's own body), as a body has them.
#[must_use]
pub fn facts_of(kind: Kind, read: Option<ReadKind>, body: &Body<'_>) -> LocalFacts {
    local_facts(kind::row(kind).facts, read, body)
}

/// The same facts, all missing: what is said of them when the read gave nothing.
#[must_use]
pub fn facts_missing(kind: Kind, read: ReadKind, why: &Why, evidence: &Provenance) -> LocalFacts {
    let missing = || Fact::Missing(why.clone(), evidence.clone());
    rows(kind)
        .filter(|row| row.taken_from(Some(read)).is_some())
        .map(|row| (row.name, missing()))
        .collect()
}

/// The single reads beside a subject's own body that facts of its kind are taken from, each once.
#[must_use]
pub fn reads_beside(kind: Kind) -> BTreeSet<ReadKind> {
    rows(kind).filter_map(|row| row.source()?.0).collect()
}

/// The facts of a kind, in the order in which subjects hold them.
fn rows(kind: Kind) -> impl Iterator<Item = &'static FactRow> {
    kind::row(kind).facts.iter().copied().flatten()
}

/// All facts of all kinds.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let mut catalogue = Catalogue::default();
        for kind in Kind::ALL {
            catalogue.register(kind, rows(kind).copied());
        }
        catalogue
    })
}

#[cfg(test)]
mod tests;
