//! One run against a fake ARM of its own, in this process, with limits so short that hundreds fit into a minute.

use crate::fake_arm::{FakeArm, Fault, Recorded, World};
use foundry_dr::catalogue::ReadPlan;
use foundry_dr::snapshot::Snapshot;
use foundry_dr::source::SourceError;
use foundry_dr::source::arm::{
    self, Client, Cloud, Credential, Endpoint, Limits, Stop, TokenBucket, WantedScope,
};
use std::sync::OnceLock;
use std::time::Duration;
use time::OffsetDateTime;
use time::macros::datetime;

/// What a run brought, and what it asked for.
pub(super) type Collected = (Result<Snapshot, SourceError>, Vec<Recorded>);

/// No run may take longer: a hang shows as reads that weren't made.
const BUDGET: Duration = Duration::from_secs(30);

/// How long an answer may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// More than this is too large.
pub(super) const PAGE_BYTES: usize = 128 << 10;

/// The instant at which the golden estates were taken.
const NOW: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);

/// Collects a world, with these faults, under the short limits.
pub(super) async fn collect(world: &str, faults: Option<Vec<Fault>>) -> Collected {
    collect_under(short(), world, faults).await
}

/// Collects a world, with these faults.
pub(super) async fn collect_under(
    limits: Limits,
    world: &str,
    faults: Option<Vec<Fault>>,
) -> Collected {
    let world = World::named(world).unwrap_or_else(|| panic!("no world {world}"));
    let asked: Vec<String> = world.subscriptions.iter().map(|s| s.id.clone()).collect();
    let fake = FakeArm::serve(world);
    let fake = faults.into_iter().flatten().fold(fake, FakeArm::fault);
    let server = fake.start().await;
    let run = collect_within(server.url(), &asked, limits).await;
    (run, server.requests())
}

fn short() -> Limits {
    Limits {
        concurrency: 4,
        bucket: TokenBucket { burst: 10_000, refill: 10_000.0 },
        patience: Duration::ZERO,
        backoff: Duration::from_millis(1),
        answer: PATIENCE,
        pages: 30,
        page_bytes: PAGE_BYTES,
        ..Limits::default()
    }
}

/// Collects everything from all subscriptions that a server shows, under the short limits.
pub(super) async fn collect_all(url: &str) -> Result<Snapshot, SourceError> {
    let client = client(url, short()).await?;
    let scope = arm::find_scope(&client, &WantedScope::All, NOW).await?;
    arm::collect(&client, &scope, &ReadPlan::full(), &|| NOW, &|_| {}).await
}

/// Collects everything from a server, by a token, within these limits.
pub(crate) async fn collect_within(
    url: &str,
    asked: &[String],
    limits: Limits,
) -> Result<Snapshot, SourceError> {
    let client = client(url, limits).await?;
    let scope = arm::resolve_subscriptions(&client, asked).await?;
    arm::collect(&client, &scope, &ReadPlan::full(), &|| NOW, &|_| {}).await
}

async fn client(url: &str, limits: Limits) -> Result<Client, SourceError> {
    let endpoint = Endpoint::new(Cloud::Public, Some(url))?;
    let http = http(&endpoint);
    let env = |name: &str| (name == "AZURE_ACCESS_TOKEN").then(|| "matrix-token".to_owned());
    let signed_in = arm::sign_in(Credential::Token, &endpoint, &http, &env).await?;
    let stop = Stop::after(BUDGET);
    Ok(Client::new(http, endpoint, signed_in.tokens, limits, stop))
}

/// One HTTP client for all runs: making one loads the machine's certificates.
fn http(endpoint: &Endpoint) -> reqwest::Client {
    static HTTP: OnceLock<reqwest::Client> = OnceLock::new();
    HTTP.get_or_init(|| arm::http(endpoint).unwrap()).clone()
}

/// The first requests of reads, without the further pages of listings.
pub(super) fn reads_of(requests: &[Recorded]) -> impl Iterator<Item = &Recorded> {
    let first = |request: &&Recorded| !request.query.to_lowercase().contains("skiptoken");
    requests.iter().filter(first)
}

/// The kind of read that a request is of: its path without names, and its api-version.
pub(super) fn shape_of(path: &str, query: &str) -> String {
    let folded = path.to_lowercase();
    let mut shape = String::new();
    let mut at_name = false;
    for segment in folded.split('/').skip(1) {
        // A provider's namespace is followed by a type, not by a name.
        let is_namespace = segment.starts_with("microsoft.");
        let is_word = is_namespace || !at_name;
        shape.push('/');
        shape.push_str(if is_word { segment } else { "*" });
        at_name = is_word && !is_namespace && segment != "providers";
    }
    format!("{shape}?{query}")
}

#[test]
fn shapes_tell_kinds_of_reads_apart_and_names_do_not() {
    let account =
        "/subscriptions/S1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/A";
    assert_eq!(
        shape_of(&format!("{account}/projects/p/connections"), "api-version=1"),
        "/subscriptions/*/resourcegroups/*/providers/microsoft.cognitiveservices/accounts/*/projects/*/connections?api-version=1"
    );
    assert_ne!(shape_of(account, "api-version=1"), shape_of(account, "api-version=2"));
    assert_eq!(
        shape_of("/subscriptions/S1/providers/Microsoft.Security/pricings/AI", "v"),
        "/subscriptions/*/providers/microsoft.security/pricings/*?v"
    );
}
