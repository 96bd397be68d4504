//! The observations of a snapshot by read and scope, with what their outcome means.

use super::subject::{Gap, Read};
use crate::catalogue::{Body, Family, ReadKind, Shape, empty_in, recognise};
use crate::model::{Fact, Provenance, ReadId, ResourceId, Why};
use crate::snapshot::{Observation, Outcome, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// Why a read gave nothing, and which one.
pub(super) type Lack = (Why, Provenance);

/// The items of a listing, and what is wrong with it.
#[derive(Clone, Debug)]
pub(super) struct Listing<T> {
    pub(super) items: Vec<T>,
    pub(super) lack: Option<Lack>,
    pub(super) evidence: Provenance,
}

impl Listing<Body<'_>> {
    /// Turns items into rows; an item that isn't understood makes the listing incomplete.
    pub(super) fn parse<U>(self, row: impl Fn(&Body<'_>) -> Option<U>) -> Listing<U> {
        let mut items = Vec::with_capacity(self.items.len());
        let mut lack = self.lack;
        for item in &self.items {
            match row(item) {
                Some(row) => items.push(row),
                None => {
                    lack = lack.or_else(|| Some((item.not_understood(), self.evidence.clone())));
                }
            }
        }
        Listing { items, lack, evidence: self.evidence }
    }
}

impl<T> Listing<T> {
    /// What a list that is complete shows.
    pub(super) fn fact<U>(&self, value: U) -> Fact<U> {
        self.rest().unwrap_or_else(|| Fact::Known(value, self.evidence.clone()))
    }

    /// The number of its items, if it is complete.
    pub(super) fn count(&self) -> Fact<i64> {
        self.fact(i64::try_from(self.items.len()).unwrap_or(i64::MAX))
    }

    /// What a list that is incomplete may hide, as one more element that nobody knows.
    pub(super) fn rest<U>(&self) -> Option<Fact<U>> {
        self.lack.as_ref().map(Fact::from)
    }
}

/// The fact of a list, unless the list is incomplete.
pub(super) fn complete<T>(fact: Fact<Vec<T>>, lack: Option<Lack>) -> Fact<Vec<T>> {
    lack.map_or(fact, Fact::from)
}

/// A single resource's read.
#[derive(Clone, Debug)]
pub(super) enum Single<'a> {
    Found(Body<'a>),
    Absent(Provenance),
    Lacking(Why, Provenance),
    /// There is no such observation.
    NotAsked,
}

impl<'a> Single<'a> {
    /// What the body says. What others refer to and doesn't exist is a failure.
    pub(super) fn fact<T>(self, parse: impl FnOnce(&Body<'a>) -> Result<T, Why>) -> Fact<T> {
        match self {
            Self::Found(body) => body.fact(parse(&body)),
            Self::Absent(evidence) => Fact::Missing(Why::Failed, evidence),
            Self::Lacking(why, evidence) => Fact::Missing(why, evidence),
            Self::NotAsked => Fact::Missing(Why::NotRead, Provenance::None),
        }
    }
}

/// All reads by kind and scope.
pub(super) struct Index<'a> {
    answers: BTreeMap<(ReadKind, ResourceId), (ReadId, &'a Observation)>,
    /// The inventory, if it was read in full, and the folded ids of the subscriptions that it shows without an account.
    empty_by: Option<ReadId>,
    empty: BTreeSet<String>,
}

impl<'a> Index<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let known = snapshot.observations.values().zip(0..).filter_map(|(observation, n)| {
            recognise(&observation.key).map(|read| (read, (ReadId(n), observation)))
        });
        let answers: BTreeMap<_, (ReadId, &'a Observation)> = known.collect();
        let inventory = answers
            .get(&(ReadKind::INVENTORY, ResourceId::new("")))
            .filter(|(_, seen)| seen.outcome == Outcome::Found && seen.exhaustive);
        let body = inventory.and_then(|(_, seen)| seen.body.as_ref());
        Self {
            empty_by: inventory.map(|(id, _)| *id),
            empty: body.map(empty_in).unwrap_or_default(),
            answers,
        }
    }

    /// The scopes at which a read was made.
    pub(super) fn scopes(&self, read: ReadKind) -> impl Iterator<Item = &ResourceId> {
        let from = (read, ResourceId::new(""));
        self.answers
            .range(from..)
            .map(|(key, _)| key)
            .take_while(move |(kind, _)| *kind == read)
            .map(|(_, scope)| scope)
    }

    /// When a read was made.
    pub(super) fn read_at(&self, read: ReadKind, scope: &ResourceId) -> Option<OffsetDateTime> {
        let (_, observation) = self.answers.get(&(read, scope.clone()))?;
        Some(observation.read_at)
    }

    pub(super) fn list(&self, read: ReadKind, scope: &ResourceId) -> Listing<Body<'a>> {
        let Some((id, observation)) = self.answers.get(&(read, scope.clone())) else {
            let empty = (read == ReadKind::ACCOUNTS).then(|| self.known_empty(scope));
            return empty.flatten().unwrap_or_else(|| Listing {
                items: vec![],
                lack: Some((Why::NotRead, Provenance::None)),
                evidence: Provenance::None,
            });
        };
        let evidence = Provenance::One(*id);
        let body = body(*id, observation);
        let items = body.as_ref().and_then(Body::items);
        let why = match observation.outcome {
            Outcome::Found => match &items {
                None => Some(body.map_or(Why::Malformed, |body| body.not_understood())),
                // An item that can't be told from others may be any: the list isn't complete without it.
                Some(items) => (items.iter().find_map(Body::unidentified))
                    .or_else(|| (!observation.exhaustive).then_some(Why::Partial)),
            },
            // A collection that isn't there is no empty collection.
            Outcome::Absent => Some(Why::Failed),
            Outcome::Denied => Some(Why::Denied),
            Outcome::Failed => Some(Why::Failed),
            Outcome::Truncated => Some(Why::Truncated),
            Outcome::NotRead => Some(Why::NotRead),
        };
        let lack = why.map(|why| (why, evidence.clone()));
        Listing { items: items.unwrap_or_default(), lack, evidence }
    }

    /// The list of accounts of a subscription that Resource Graph shows without any. Believed beside a list of deleted
    /// accounts that was read there in full; see `catalogue::empty_in`.
    fn known_empty(&self, subscription: &ResourceId) -> Option<Listing<Body<'a>>> {
        let graph = self.empty_by?;
        let witness = (ReadKind::DELETED_ACCOUNTS, subscription.clone());
        let (witness, deleted) = self.answers.get(&witness)?;
        let id = subscription.subscription()?;
        let complete = deleted.outcome == Outcome::Found && deleted.exhaustive;
        (self.empty.contains(id) && complete).then(|| Listing {
            items: vec![],
            lack: None,
            evidence: Provenance::One(graph).and(&Provenance::One(*witness)),
        })
    }

    pub(super) fn one(&self, read: ReadKind, scope: &ResourceId) -> Single<'a> {
        let Some((id, observation)) = self.answers.get(&(read, scope.clone())) else {
            return Single::NotAsked;
        };
        let evidence = Provenance::One(*id);
        match observation.outcome {
            Outcome::Found => match body(*id, observation) {
                Some(body) if body.hidden().is_none() && body.json().is_object() => {
                    Single::Found(body)
                }
                Some(body) => Single::Lacking(body.not_understood(), evidence),
                None => Single::Lacking(Why::Malformed, evidence),
            },
            Outcome::Absent if !observation.exhaustive => Single::Lacking(Why::Partial, evidence),
            Outcome::Absent => Single::Absent(evidence),
            Outcome::Denied => Single::Lacking(Why::Denied, evidence),
            Outcome::Failed => Single::Lacking(Why::Failed, evidence),
            Outcome::Truncated => Single::Lacking(Why::Truncated, evidence),
            Outcome::NotRead => Single::Lacking(Why::NotRead, evidence),
        }
    }
}

fn body<'a>(id: ReadId, observation: &'a Observation) -> Option<Body<'a>> {
    let json = observation.body.as_ref()?;
    Some(
        Body::new(json, &observation.dropped, &observation.api_version, id)
            .at_time(observation.read_at),
    )
}

/// All reads, for the report.
pub(super) fn reads(snapshot: &Snapshot) -> Vec<Read> {
    let read = |o: &Observation| Read {
        request: format!("{} {}", o.method, o.key),
        outcome: o.outcome,
        partial: is_partial(o),
        read_at: o.read_at,
    };
    snapshot.observations.values().map(read).collect()
}

/// True for an answer that shows only a part of what exists. One resource that was found is there as a whole.
fn is_partial(observation: &Observation) -> bool {
    let is_list = || {
        let read = recognise(&observation.key);
        read.is_some_and(|(read, _)| read.row().shape == Shape::List)
    };
    !observation.exhaustive
        && match observation.outcome {
            Outcome::Found => is_list(),
            Outcome::Absent => true,
            Outcome::Denied | Outcome::Failed | Outcome::Truncated | Outcome::NotRead => false,
        }
}

/// The reads that gave no evidence, or only a part. That something is absent is evidence for a resource that something refers to; a listing
/// or a part of a resource that is there can't be absent, so such an answer is a failure.
pub(super) fn gaps(snapshot: &Snapshot) -> Vec<Gap> {
    let gap = |(observation, n): (&Observation, u32)| {
        let read = recognise(&observation.key).map(|(read, _)| read);
        let why = match (observation.outcome, read) {
            _ if is_partial(observation) => Why::Partial,
            (Outcome::Found, _) | (Outcome::Absent, None) => return None,
            (Outcome::Absent, Some(read)) if matches!(read.row().family, Some(Family::One(_))) => {
                return None;
            }
            (Outcome::Absent | Outcome::Failed, _) => Why::Failed,
            (Outcome::Denied, _) => Why::Denied,
            (Outcome::Truncated, _) => Why::Truncated,
            (Outcome::NotRead, _) => Why::NotRead,
        };
        let permission = read.map(|read| read.row().permission);
        Some(Gap {
            read: ReadId(n),
            why,
            code: observation.code.clone(),
            message: observation.message.clone(),
            permission: permission.filter(|_| observation.outcome == Outcome::Denied),
        })
    };
    snapshot.observations.values().zip(0..).filter_map(gap).collect()
}
