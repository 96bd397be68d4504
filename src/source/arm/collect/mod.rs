//! The collection of an estate: waves of reads, each planned from what the waves before have shown, until nothing is left
//! to read. Planning is pure (`survey`); only this file talks to the client.

mod empty;
mod policies;
mod references;
mod registrations;
mod roles;
mod settle;
mod stores;
mod survey;
#[cfg(test)]
mod tests;
mod watch;

use super::Client;
use super::subscription_error::SubscriptionError;
use super::subscriptions::{Scope, visible_if_readable};
use crate::catalogue::ReadPlan;
use crate::snapshot::{Observation, Snapshot};
use crate::source::SourceError;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::collections::VecDeque;
use std::time::Duration;
use survey::{PlannedRead, Survey};
use time::OffsetDateTime;

/// How far a run is. Told after each read, and every second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Subscriptions in scope.
    pub subscriptions: usize,
    /// Those whose accounts were asked for and answered, in whatever way.
    pub subscriptions_done: usize,
    /// Foundry accounts found so far.
    pub accounts: usize,
    /// Reads planned so far; more may follow from what they show.
    pub reads_planned: usize,
    /// Reads done, whatever became of them.
    pub reads_done: usize,
    /// Answers of an earlier run that aren't asked for again; not among the reads.
    pub reads_kept: usize,
    /// Reads that wait for Azure to get over some trouble.
    pub reads_waiting: usize,
}

/// How often progress is told while no read ends.
const TICK: Duration = Duration::from_secs(1);

/// Collects what the plan wants from the subscriptions in scope.
///
/// `now` is the time that observations carry; `progress` is called after each read and every second. A read that fails is an observation
/// that says so. When the run is stopped, what was read is kept and what was planned is `NotRead`.
///
/// # Errors
/// If ARM refuses the token from the start or can't be reached at all, or doesn't know a subscription that the user named.
pub async fn collect(
    client: &Client,
    scope: &Scope,
    plan: &ReadPlan,
    now: &(dyn Fn() -> OffsetDateTime + Sync),
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Snapshot, SourceError> {
    let mut survey = Survey::new(scope, plan);
    let mut so_far = Progress {
        subscriptions: scope.subscriptions.len(),
        subscriptions_done: survey.decided(),
        reads_kept: scope.kept.len(),
        ..Progress::default()
    };
    // The client bounds what is under way. Many more may wait, so that a throttled subscription, whose reads all wait,
    // doesn't hold up the others.
    let most = client.concurrency().max(32) * 32;
    let mut first = true;
    loop {
        let mut wave = VecDeque::from(survey.next_wave());
        if wave.is_empty() {
            break;
        }
        so_far.accounts = survey.accounts().len();
        so_far.reads_planned += wave.len();
        progress(so_far);
        let mut answers = FuturesUnordered::new();
        loop {
            while answers.len() < most
                && let Some(read) = wave.pop_front()
            {
                answers.push(observe(client, read, now));
            }
            let next = tokio::time::timeout(TICK, answers.next()).await;
            so_far.reads_waiting = client.waiting();
            let Ok(next) = next else {
                progress(so_far);
                continue;
            };
            let Some((read, observation)) = next else {
                break;
            };
            survey.take(observation);
            let more = survey.follow_ups(&read);
            so_far.reads_planned += more.len();
            so_far.reads_done += 1;
            so_far.subscriptions_done += usize::from(survey.decides_subscription(&read));
            wave.extend(more);
            progress(so_far);
        }
        if std::mem::take(&mut first) {
            client.verdict()?;
            known_to_arm(client, scope, &survey).await?;
        }
    }
    Ok(settle::snapshot(survey, scope, now()))
}

async fn observe(
    client: &Client,
    read: PlannedRead,
    now: &(dyn Fn() -> OffsetDateTime + Sync),
) -> (PlannedRead, Observation) {
    let version = read.version.as_deref().unwrap_or(read.kind.row().api_version);
    let answer = client.read_by(read.kind, read.scope.written(), version).await;
    let observation = answer.observed(read.key(), now());
    (read, observation)
}

/// A subscription that the user named and ARM doesn't know is a mistake to be told at once, not a gap in a report.
async fn known_to_arm(
    client: &Client,
    scope: &Scope,
    survey: &Survey<'_>,
) -> Result<(), SourceError> {
    let unknown = scope.subscriptions.iter().find(|subscription| {
        subscription.asked
            && survey.subscription(&subscription.id).is_some_and(|seen| {
                matches!(
                    seen.code.as_deref(),
                    Some("SubscriptionNotFound" | "InvalidSubscriptionId")
                )
            })
    });
    match unknown {
        None => Ok(()),
        Some(subscription) => Err(SubscriptionError::NotFound {
            id: subscription.id.clone(),
            visible: visible_if_readable(client).await,
        }
        .into()),
    }
}
