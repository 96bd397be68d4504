//! Observations, the header of a snapshot, and how snapshots merge.

use super::Origins;
use crate::text::strict_part;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// What became of a read.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Outcome {
    /// Answered in full.
    Found,
    /// ARM says that it doesn't exist, and that can be believed.
    Absent,
    /// Refused, or a 404 that may hide a refusal.
    Denied,
    /// Network, throttling, server error, or an answer that makes no sense.
    Failed,
    /// A listing that was cut; `body` holds the items that came.
    Truncated,
    /// Planned, but the run ended before.
    NotRead,
}

impl Outcome {
    /// True if the answer is complete: found, or known to be absent.
    #[must_use]
    pub fn is_evidence(self) -> bool {
        match self {
            Self::Found | Self::Absent => true,
            Self::Denied | Self::Failed | Self::Truncated | Self::NotRead => false,
        }
    }
}

/// One logical read: all pages of a listing, or one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Folded path and sorted query without api-version; see [`key_of`].
    pub key: String,
    /// `GET`; `PUBLISHED` and a date where Microsoft's list of regions stands in. That is never written to a file.
    pub method: String,
    /// The api-version that answered.
    pub api_version: String,
    /// Number of pages joined into `body`.
    pub pages: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// The redacted and trimmed body: `{"value": […]}` for a listing.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "strict_part")]
    pub body: Option<Json>,
    /// Paths that were dropped from the body, as `value[].properties.endpoints`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// ARM's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// ARM's error message, with addresses taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// ARM's correlation id, for a support ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// When the answer came.
    #[serde(with = "time::serde::rfc3339")]
    pub read_at: OffsetDateTime,
    /// False if the source doesn't show everything that the read asks for, as a template lists what it makes and not what
    /// else exists in its scope. The items of such a listing count, but what it doesn't list isn't absent; nor is a single
    /// resource that such a source doesn't have. The body of a single resource that was found is taken whole either way.
    #[serde(default = "exhaustive", skip_serializing_if = "Clone::clone")]
    pub exhaustive: bool,
    /// Where it and its items were read.
    #[serde(skip)]
    pub origins: Origins,
}

/// What Resource Manager answers in full is all there is, and files say only where that doesn't hold.
fn exhaustive() -> bool {
    true
}

impl Observation {
    /// True if nothing is missing: the answer came in full and shows everything in its scope.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.outcome.is_evidence() && self.exhaustive
    }
}

/// Who wrote the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `foundry-dr`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where observations come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Azure Resource Manager, live.
    Arm,
    /// A saved snapshot.
    Snapshot,
    /// The embedded sample estate.
    Demo,
    /// Microsoft's published list of regions, in place of lists of locations that a snapshot lacks. An input only.
    PublishedRegions,
}

/// A subscription in scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScopeEntry {
    /// The subscription's id.
    pub subscription: String,
    /// Its display name, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The user named it.
    pub asked: bool,
    /// Azure showed it to this identity.
    pub seen: bool,
    /// Its Foundry accounts were listed in full.
    pub read: bool,
    /// Its state where that isn't `Enabled`: `Disabled`, `Warned`, `PastDue`, `Deleted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// First line of a snapshot file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// `foundry-dr/snapshot/v1`.
    pub schema: String,
    /// Who wrote it.
    pub tool: Tool,
    /// When collection ended.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// Where the observations come from.
    pub source: SourceKind,
    /// The subscriptions in scope.
    pub scope: Vec<ScopeEntry>,
    /// Number of observations that follow: a file cut at a line's end is told by it.
    pub observations: usize,
}

/// How far two clocks may differ: as far as Kerberos and most token services take it (five minutes).
const CLOCK_SKEW: time::Duration = time::Duration::minutes(5);

/// All observations of a run, by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Who, when, and over which subscriptions.
    pub header: Header,
    /// The observations, sorted by key.
    pub observations: BTreeMap<String, Observation>,
    /// Keys on which merged snapshots differ; the newest observation was taken.
    pub conflicts: Vec<String>,
}

impl Snapshot {
    /// An empty snapshot.
    #[must_use]
    pub fn new(header: Header) -> Self {
        Self { header, observations: BTreeMap::new(), conflicts: Vec::new() }
    }

    /// Adds an observation. Found or absent beats anything else, then the newest wins; two answers that differ are noted.
    /// Of two that are as new as each other the exhaustive one wins, then the text decides, so that the order of inputs
    /// doesn't. Listings aren't joined, also where neither is exhaustive: what the loser listed is open, never absent.
    pub fn insert(&mut self, new: Observation) {
        let Some(old) = self.observations.get(&new.key) else {
            self.observations.insert(new.key.clone(), new);
            return;
        };
        let both = old.outcome.is_evidence() && new.outcome.is_evidence();
        if both && (old.outcome != new.outcome || old.body != new.body) {
            self.conflicts.push(new.key.clone());
        }
        let rank = |o: &Observation| (o.outcome.is_evidence(), o.read_at, o.exhaustive);
        let text = |o: &Observation| serde_json::to_string(o).unwrap_or_default();
        let tie = rank(&new) == rank(old) && new != *old;
        if rank(&new) > rank(old) || (tie && text(&new) > text(old)) {
            self.observations.insert(new.key.clone(), new);
        }
    }

    /// Takes away what was read after `now`, but for the difference of two clocks: nobody has read it yet, and it would be the
    /// newest for ever. What it stood for is open.
    pub fn distrust_future(&mut self, now: OffsetDateTime) {
        let latest = now.checked_add(CLOCK_SKEW).unwrap_or(now);
        for seen in self.observations.values_mut().filter(|seen| seen.read_at > latest) {
            seen.outcome = Outcome::Failed;
            seen.body = None;
            seen.code = Some("read-in-the-future".to_owned());
            seen.message = Some("it says that it was read in the future".to_owned());
        }
    }

    /// Merges another snapshot into this one.
    pub fn merge(&mut self, other: Self) {
        self.header.taken_at = self.header.taken_at.max(other.header.taken_at);
        for entry in other.header.scope {
            match self
                .header
                .scope
                .iter_mut()
                .find(|mine| mine.subscription.eq_ignore_ascii_case(&entry.subscription))
            {
                Some(mine) => {
                    mine.asked |= entry.asked;
                    mine.seen |= entry.seen;
                    mine.read |= entry.read;
                    mine.name = mine.name.take().or(entry.name);
                }
                None => self.header.scope.push(entry),
            }
        }
        self.conflicts.extend(other.conflicts);
        for observation in other.observations.into_values() {
            self.insert(observation);
        }
        self.conflicts.sort_unstable();
        self.conflicts.dedup();
    }
}

/// The key of a read: the folded path and the sorted query, without `api-version`.
#[must_use]
pub fn key_of(path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let mut pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.to_ascii_lowercase().starts_with("api-version="))
        .collect();
    pairs.sort_unstable();
    let mut key = path.trim_end_matches('/').to_lowercase();
    if !pairs.is_empty() {
        key.push('?');
        key.push_str(&pairs.join("&"));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn observation(outcome: Outcome, read_at: OffsetDateTime, body: Option<Json>) -> Observation {
        Observation {
            key: "/subscriptions/s".into(),
            method: "GET".into(),
            api_version: "2022-12-01".into(),
            pages: 1,
            outcome,
            body,
            dropped: vec![],
            code: None,
            message: None,
            correlation_id: None,
            read_at,
            exhaustive: true,
            origins: Origins::default(),
        }
    }

    fn merged(first: Observation, second: Observation) -> Snapshot {
        let header = Header {
            schema: super::super::HEADER_SCHEMA.into(),
            tool: Tool { name: "foundry-dr".into(), version: "0".into() },
            taken_at: datetime!(2026-01-01 0:00 UTC),
            source: SourceKind::Arm,
            scope: vec![],
            observations: 0,
        };
        let mut snapshot = Snapshot::new(header);
        snapshot.insert(first);
        snapshot.insert(second);
        snapshot
    }

    #[test]
    fn evidence_beats_a_newer_refusal_in_either_order() {
        let found = observation(Outcome::Found, datetime!(2026-01-01 0:00 UTC), Some(Json::Null));
        let denied = observation(Outcome::Denied, datetime!(2026-01-02 0:00 UTC), None);
        for snapshot in [merged(found.clone(), denied.clone()), merged(denied, found)] {
            assert_eq!(snapshot.observations["/subscriptions/s"].outcome, Outcome::Found);
            assert!(snapshot.conflicts.is_empty());
        }
    }

    #[test]
    fn two_answers_that_differ_are_reported_and_the_newest_taken() {
        let old = observation(Outcome::Found, datetime!(2026-01-01 0:00 UTC), Some(Json::from(1)));
        let new = observation(Outcome::Found, datetime!(2026-01-02 0:00 UTC), Some(Json::from(2)));
        let snapshot = merged(new, old);
        assert_eq!(snapshot.observations["/subscriptions/s"].body, Some(Json::from(2)));
        assert_eq!(snapshot.conflicts, ["/subscriptions/s"]);
    }

    #[test]
    fn answers_of_one_instant_merge_alike_in_either_order() {
        let at = datetime!(2026-01-01 0:00 UTC);
        let one = observation(Outcome::Found, at, Some(Json::from(1)));
        for other in [
            observation(Outcome::Found, at, Some(Json::from(2))),
            observation(Outcome::Absent, at, None),
        ] {
            let merged = |a: &Observation, b: &Observation| merged(a.clone(), b.clone());
            assert_eq!(merged(&one, &other), merged(&other, &one));
        }
    }

    #[test]
    fn keys_fold_the_path_and_sort_the_query() {
        assert_eq!(
            key_of("/Subscriptions/S/resources?b=2&api-version=2021-04-01&a=1"),
            "/subscriptions/s/resources?a=1&b=2"
        );
        assert_eq!(key_of("/subscriptions/s/?api-version=1"), "/subscriptions/s");
    }
}
