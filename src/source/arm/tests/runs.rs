//! Whole runs: which subscriptions they look at, and what is left when they end early.

use super::*;

/// Collects subscription `id` from a server.
async fn collected(base: &str, id: &str) -> Result<crate::snapshot::Snapshot, SourceError> {
    let client = client(base).await;
    let scope = resolve_subscriptions(&client, &[id.to_owned()]).await?;
    let plan = crate::catalogue::ReadPlan::full();
    let now = || time::macros::datetime!(2026-01-01 0:00 UTC);
    let last = Mutex::new(Progress::default());
    let told = |progress| *last.lock().expect("no panic") = progress;
    let snapshot = collect(&client, &scope, &plan, &now, &told).await?;
    let last = *last.lock().expect("no panic");
    assert_eq!(last.reads_planned, last.reads_done);
    assert_eq!(last.reads_done, snapshot.observations.len());
    assert_eq!((last.subscriptions, last.subscriptions_done), (1, 1));
    Ok(snapshot)
}

#[tokio::test]
async fn a_run_that_has_ended_sends_nothing_more() {
    let (server, base) = Server::start(|_, _, _| ok(r#"{"value":[]}"#)).await;
    let stop = Stop::after(Duration::from_secs(60));
    let client = client_with(&base, quick(), stop.clone()).await;
    stop.now();
    let answer = client.read(ReadKind::LOCKS, SUB).await;
    assert_eq!(answer.outcome, Outcome::NotRead);
    assert!(server.asked().is_empty());
}

const ID: &str = "11111111-2222-3333-4444-555555555555";

#[tokio::test]
async fn a_subscription_that_arm_does_not_know_is_told_with_those_it_shows() {
    let (_, base) = Server::start(|_, path, _| {
        if path.starts_with("/subscriptions?") {
            ok(r#"{"value":[{"subscriptionId":"7","displayName":"Contoso","state":"Enabled"}]}"#)
        } else {
            refused(404, "SubscriptionNotFound")
        }
    })
    .await;
    let error = collected(&base, ID).await.expect_err("unknown");
    assert!(error.to_string().contains(ID), "{error}");
    assert!(error.hint().contains("Contoso (7)"), "{}", error.hint());
}

#[tokio::test]
async fn an_empty_subscription_is_collected_by_name() {
    let (server, base) = Server::start(|_, path, _| {
        let path = path.split('?').next().unwrap_or_default();
        if path == "/subscriptions" {
            ok(format!(
                r#"{{"value":[{{"subscriptionId":"{ID}","displayName":"Contoso","state":"Enabled"}}]}}"#
            ))
        } else {
            ok(format!(r#"{{"id":"{path}","displayName":"Contoso","value":[]}}"#))
        }
    })
    .await;
    let snapshot = collected(&base, "contoso").await.expect("a snapshot");
    let entry = &snapshot.header.scope[0];
    assert_eq!(entry.subscription, ID);
    assert!(entry.seen && entry.read && entry.asked);
    // The list of subscriptions names others, so it isn't part of the evidence.
    assert!(!snapshot.observations.contains_key("/subscriptions"));
    assert_eq!(server.asked().len(), snapshot.observations.len() + 1);
    assert!(snapshot.observations.values().all(|seen| seen.outcome == Outcome::Found));
}

#[tokio::test]
async fn a_run_that_is_stopped_keeps_what_it_read_and_names_the_rest() {
    let stop = Stop::after(Duration::from_secs(60));
    let handle = stop.clone();
    let (server, base) = Server::start(move |number, path, _| {
        if number > 2 {
            handle.now();
        }
        let path = path.split('?').next().unwrap_or_default();
        ok(format!(r#"{{"id":"{path}","value":[]}}"#))
    })
    .await;
    let limits = Limits { concurrency: 1, ..quick() };
    let client = client_with(&base, limits, stop).await;
    let scope =
        resolve_subscriptions(&client, &[ID.to_owned()]).await.expect("an id needs no list");
    let plan = crate::catalogue::ReadPlan::full();
    let now = || time::macros::datetime!(2026-01-01 0:00 UTC);
    let snapshot =
        collect(&client, &scope, &plan, &now, &|_| {}).await.expect("a stopped run is no error");
    let outcomes = snapshot.observations.values().map(|seen| seen.outcome);
    let found = outcomes.clone().filter(|outcome| *outcome == Outcome::Found);
    let not_read = outcomes.filter(|outcome| *outcome == Outcome::NotRead);
    assert!(found.count() >= 2);
    assert!(not_read.count() >= 4);
    assert_eq!(snapshot.observations.len(), 9);
    assert!(server.asked().len() <= 3);
}

#[tokio::test]
async fn a_resumed_run_tells_of_what_is_kept_from_its_first_read_on() {
    let (server, base) = Server::start(|number, path, _| {
        let path = path.split('?').next().unwrap_or_default();
        if number == 3 {
            return refused(403, "AuthorizationFailed");
        }
        ok(format!(r#"{{"id":"{path}","value":[]}}"#))
    })
    .await;
    let first = collected(&base, ID).await.expect("a snapshot");
    let lacking = first.observations.values();
    let lacking = lacking.filter(|seen| !seen.outcome.is_evidence()).count();
    assert_eq!(lacking, 1);
    let asked = server.asked().len();

    let client = client(&base).await;
    let wanted = WantedScope::Resumed(Box::new(first.clone()));
    let scope = find_scope(&client, &wanted, OffsetDateTime::UNIX_EPOCH)
        .await
        .expect("the file is the scope");
    let plan = crate::catalogue::ReadPlan::full();
    let told = Mutex::new(Vec::new());
    let tell = |progress: Progress| told.lock().expect("no panic").push(progress);
    let now = || time::macros::datetime!(2026-01-02 0:00 UTC);
    let whole = collect(&client, &scope, &plan, &now, &tell).await.expect("a snapshot");
    assert_eq!(server.asked().len(), asked + 1);
    let told = told.lock().expect("no panic");
    let kept = first.observations.len() - 1;
    let accounts = |seen: &&crate::snapshot::Observation| seen.key.ends_with("/accounts");
    let decided = first.observations.values().find(accounts);
    let decided = decided.is_some_and(|seen| seen.outcome.is_evidence());
    assert!(decided, "the read that failed was another");
    assert!(told.iter().all(|at| (at.reads_kept, at.subscriptions_done) == (kept, 1)), "{told:?}");
    let last = told.last().expect("progress");
    assert_eq!((last.reads_planned, last.reads_done), (1, 1));
    assert_eq!(whole.observations.len(), kept + 1);
}
