//! Throttling: a run goes as fast as ARM lets it and no faster, and as fast as the user lets it and no faster.

use crate::fake_arm::{Effect, FakeArm, Fault, Server, World};
use crate::faults::run::collect_within;
use crate::wire::{against, json, live};
use foundry_dr::snapshot::{Outcome, Snapshot};
use foundry_dr::source::arm::{Limits, TokenBucket};
use std::time::{Duration, Instant};

/// ARM's bucket of 250 and 25 a second, scaled down so that the test is over in seconds: it is emptied just as well.
const BUCKET: TokenBucket = TokenBucket { burst: 50, refill: 50.0 };

/// Collects a world that needs several times the bucket; how many requests it took, and how many of them were refused.
fn collected(server: &Server, asked: &str) -> (usize, usize) {
    let (snapshot, sent, refused) = collected_by(BUCKET, server, asked);
    let lost = snapshot.observations.values();
    let lost = lost.filter(|seen| seen.outcome != Outcome::Found).count();
    assert_eq!(lost, 0, "throttling cost evidence");
    (sent, refused)
}

fn collected_by(bucket: TokenBucket, server: &Server, asked: &str) -> (Snapshot, usize, usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let limits = Limits { bucket, ..Limits::default() };
    let asked = [asked.to_owned()];
    let run = collect_within(server.url(), &asked, limits);
    let snapshot = runtime.block_on(run).unwrap();
    let requests = server.requests();
    let refused = requests.iter().filter(|request| request.status == 429);
    (snapshot, requests.len(), refused.count())
}

fn large() -> (World, String) {
    let world = World::synthetic(20, 3);
    let asked = world.subscriptions[0].id.clone();
    (world, asked)
}

#[test]
fn at_most_one_request_in_a_hundred_is_throttled() {
    let (world, asked) = large();
    let server = FakeArm::serve(world).limit(BUCKET.burst, BUCKET.refill).start_blocking().unwrap();
    let (sent, refused) = collected(&server, &asked);
    println!("{refused} of {sent} requests were throttled");
    assert!(sent > 200, "only {sent} requests: the bucket was never empty");
    assert!(refused * 100 <= sent, "{refused} of {sent} were throttled");
}

#[test]
fn at_arms_own_bucket_at_most_one_request_in_a_hundred_is_throttled() {
    let arms = TokenBucket::SUBSCRIPTION_READS;
    let world = World::synthetic(22, 5);
    let asked = world.subscriptions[0].id.clone();
    let server = FakeArm::serve(world)
        .limit(250, 25.0)
        .latency(Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let started = Instant::now();
    let (snapshot, sent, refused) = collected_by(arms, &server, &asked);
    let took = started.elapsed();
    println!("{refused} of {sent} requests were throttled in {took:.1?}");
    let mut seen = snapshot.observations.values();
    assert!(seen.all(|seen| seen.outcome == Outcome::Found));
    assert!(sent > 400, "only {sent} requests: the bucket was never empty");
    assert!(refused * 100 <= sent, "{refused} of {sent} were throttled");
    // As fast as the bucket refills: 250 at once, then 25 a second. The last one may wait for an answer that was refused.
    let least = Duration::from_secs_f64(f64::from(u32::try_from(sent - 250).unwrap()) / 25.0);
    assert!(took < least + Duration::from_secs(10), "{took:?} instead of {least:?}");
}

#[test]
fn where_a_gateway_strips_the_servers_count_our_own_is_near_enough() {
    let (world, asked) = large();
    let server = FakeArm::serve(world)
        .limit(BUCKET.burst, BUCKET.refill)
        .without_counts()
        .start_blocking()
        .unwrap();
    let (sent, refused) = collected(&server, &asked);
    println!("{refused} of {sent} requests were throttled, without counts");
    // Nothing tells the run that its requests bunched up on their way; in so small a bucket each one weighs five times.
    assert!(refused * 100 <= sent * 5, "{refused} of {sent} were throttled");
}

#[test]
fn a_run_that_knew_of_no_limit_would_be_throttled() {
    let (world, asked) = large();
    let server = FakeArm::serve(world)
        .limit(BUCKET.burst, BUCKET.refill)
        .without_counts()
        .start_blocking()
        .unwrap();
    let boundless = TokenBucket { burst: 10_000, ..BUCKET };
    let (_, sent, refused) = collected_by(boundless, &server, &asked);
    assert!(refused * 100 > sent, "the server's limit would not be noticed");
}

#[test]
fn a_smaller_bucket_than_documented_is_learnt_from_the_servers_count() {
    let (world, asked) = large();
    let server = FakeArm::serve(world)
        .limit(25, BUCKET.refill)
        .latency(Duration::from_millis(5))
        .start_blocking()
        .unwrap();
    let (sent, refused) = collected(&server, &asked);
    println!("{refused} of {sent} requests were throttled, with a smaller bucket");
    // On a busy machine some are on their way before the first counts come back. A run that didn't heed the counts would
    // overdraw the bucket by its own burst: 25, which is 6 in a hundred.
    assert!(refused * 100 <= sent * 4, "{refused} of {sent} were throttled");
}

fn serve(name: &str) -> FakeArm {
    FakeArm::serve(World::named(name).unwrap())
}

#[test]
fn no_more_requests_run_at_once_than_asked_for() {
    for (asked, most) in [("1", 1), ("3", 3)] {
        let server = serve("ideal").latency(Duration::from_millis(20)).start_blocking().unwrap();
        let run = live(&server, "ideal", &["audit", "--concurrency", asked]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(server.peak_concurrency(), most);
    }
}

#[test]
fn no_more_requests_a_second_are_sent_than_asked_for() {
    let server = serve("ideal").start_blocking().unwrap();
    let run = live(&server, "ideal", &["audit", "--max-rps", "10"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut sent: Vec<Duration> = server.requests().iter().map(|one| one.at).collect();
    sent.sort();
    assert!(sent.len() > 25, "only {} requests", sent.len());
    // A second's worth at once, then one every 100 ms. A request may be late, never early, but for what the first one was late.
    for (nth, at) in sent.iter().enumerate().skip(10) {
        let due = Duration::from_millis(100) * u32::try_from(nth - 9).unwrap();
        let early = due.saturating_sub(*at - sent[0]);
        assert!(early < Duration::from_millis(500), "request {nth} was {early:?} early");
    }
}

#[test]
fn a_wait_that_outlasts_the_run_is_told_at_once_and_not_waited_for() {
    let started = Instant::now();
    let throttle = Effect::Throttle { retry_after: "400" };
    let server =
        serve("ideal").fault(Fault::on("/connections", throttle)).start_blocking().unwrap();
    let run = live(&server, "ideal", &["audit", "-o", "json", "--timeout", "60s"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(started.elapsed() < Duration::from_secs(30));
    let report = json(&run);
    let gaps = report["gaps"].as_array().unwrap();
    assert!(gaps.iter().any(|gap| gap["code"] == "throttled"), "{gaps:?}");
}

#[test]
fn a_run_ends_when_its_time_is_up_whatever_holds_it() {
    let started = Instant::now();
    let server =
        serve("ideal").fault(Fault::on("/connections", Effect::Stall)).start_blocking().unwrap();
    let ids = ["audit", "-o", "json", "--timeout", "3s"];
    let run = live(&server, "ideal", &ids);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(started.elapsed() < Duration::from_secs(20));
    assert!(run.stderr.contains("ended early"), "{}", run.stderr);
    let without_time = against(&server, &["audit", "--timeout", "soon"]);
    assert_eq!(without_time.code, 2, "{}", without_time.stderr);
}
