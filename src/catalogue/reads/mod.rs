//! Every read that the program knows, a row each, by subject. Versions and paths: Microsoft's REST specifications and
//! generated types as of August 2026. What is kept of an answer is named path by path: what isn't stored can't leak, and a
//! real account's 40 KB of rate-limit tables help no one.
//!
//! A row is the only place that a read is declared in: its key, its cost, the permission in the least role, the words of a
//! report and the place of a resource's type are looked up here.

mod foundry;
mod governance;
mod kinds;
mod recovery;
mod scope;
mod stores;
#[cfg(test)]
mod tests;

pub use foundry::PREVIEW;
pub(super) use kinds::{KindReads, kind_reads};
pub use recovery::{blob_service_scope, model_scope};

use super::fact::Take;
use super::kind;
use super::read::{At, Per, ReadKind, ReadRow};
use crate::model::{Kind, ResourceId};
use crate::snapshot::key_of;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Declares reads: a constant of [`ReadKind`] for each row, and the list of them.
macro_rules! reads {
    ($(
        $(#[$doc:meta])*
        $name:ident: $shape:ident($at:expr, $suffix:expr, $version:expr $(,)?)
            $(.$method:ident($($argument:tt)*))*;
    )+) => {
        impl ReadKind {
            $(
                $(#[$doc])*
                pub const $name: Self = Self(
                    &ReadRow::$shape(stringify!($name), $at, $suffix, $version)
                        $(.$method($($argument)*))*
                );
            )+
        }
        /// The reads of this file.
        pub(super) const ROWS: &[ReadKind] = &[$(ReadKind::$name),+];
    };
}
use reads;

/// What is kept of any resource, and these paths.
macro_rules! resource {
    ($($path:literal),* $(,)?) => { &["id", "name", "type", "location", "kind", $($path),*] };
}
pub(super) use resource;

impl ReadKind {
    /// Every read that there is.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        [
            scope::ROWS,
            governance::ROWS,
            foundry::ROWS,
            stores::ROWS,
            recovery::ROWS,
        ]
        .into_iter()
        .flatten()
        .copied()
        .chain(kinds::all())
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
        Self(&kinds::of(kind).list)
    }

    /// One dependency.
    ///
    /// # Panics
    /// For a kind that is no dependency: an internal error.
    #[must_use]
    pub fn one_of(kind: Kind) -> Self {
        Self(&kinds::of(kind).one)
    }

    /// Registration of the resource provider of a dependency.
    ///
    /// # Panics
    /// For a kind that is no dependency: an internal error.
    #[must_use]
    pub fn registration_of(kind: Kind) -> Self {
        Self(&kinds::of(kind).registration)
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
        let kept = KEPT.get_or_init(|| {
            let named = ReadKind::all().map(|read| (read.row().name, read.row().keep.to_vec()));
            let mut kept: BTreeMap<_, Vec<_>> = named.collect();
            for (read, take) in fact_sources() {
                kept.entry(read.row().name)
                    .or_default()
                    .extend(take.paths());
            }
            kept
        });
        kept.get(self.name).map_or(self.keep, Vec::as_slice)
    }
}

/// The facts of one body, each with every read that may bring it.
fn fact_sources() -> impl Iterator<Item = (ReadKind, &'static Take)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        super::rows(kind).flat_map(move |row| {
            let source = row.source().into_iter();
            source.flat_map(move |(read, take)| {
                let own = || kind::row(kind).bodies();
                let reads = read.map_or_else(own, |read| vec![read]);
                reads.into_iter().map(move |read| (read, take))
            })
        })
    })
}

/// Which read an observation's key stands for, and the scope it was made at. `None` for reads this program doesn't make.
#[must_use]
pub fn recognise(key: &str) -> Option<(ReadKind, ResourceId)> {
    static TABLE: OnceLock<Recogniser> = OnceLock::new();
    TABLE
        .get_or_init(|| Recogniser::new(ReadKind::all()))
        .recognise(key)
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
