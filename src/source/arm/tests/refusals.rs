//! Answers other than success: how often they are tried again, and what they prove.

use super::*;

const PROJECT: &str =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/projects/p";

#[tokio::test]
async fn redirects_are_not_followed() {
    let (thief, foreign) = Server::start(|_, _, _| ok("{}")).await;
    let (_, base) =
        Server::start(move |_, _, _| (307, vec![("location", foreign.clone())], String::new()))
            .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("HTTP307"));
    assert!(thief.asked().is_empty());
}

#[tokio::test]
async fn throttling_waits_as_long_as_the_server_asks() {
    let (server, base) = Server::start(|number, _, _| match number {
        1 => {
            let (status, _, body) = refused(429, "ResourceRequestsThrottled");
            (status, vec![("retry-after", "1".into())], body)
        }
        _ => ok(r#"{"value":[]}"#),
    })
    .await;
    let started = Instant::now();
    assert_eq!(locks(&base).await.outcome, Outcome::Found);
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn throttling_beyond_the_run_is_told_at_once() {
    let (server, base) = Server::start(|_, _, _| {
        let (status, _, body) = refused(429, "SubscriptionRequestsThrottled");
        (status, vec![("retry-after", "372".into())], body)
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("throttled"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn server_errors_are_tried_three_times_and_refusals_once() {
    let (server, base) = Server::start(|_, _, _| refused(503, "ServiceUnavailable")).await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("ServiceUnavailable"));
    assert_eq!(server.asked().len(), 3);

    let (server, base) = Server::start(|_, _, _| {
        let (status, _, body) = refused(403, "AuthorizationFailed");
        (status, vec![("x-ms-correlation-request-id", "c-1".into())], body)
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Denied);
    assert_eq!(answer.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn trouble_that_passes_is_waited_out() {
    for status in [429, 503] {
        let (server, base) = Server::start(move |number, _, _| match number {
            1..=9 => refused(status, "ServiceUnavailable"),
            _ => ok(r#"{"value":[]}"#),
        })
        .await;
        let limits = Limits { patience: Duration::from_secs(60), ..quick() };
        let client = client_with(&base, limits, Stop::after(Duration::from_secs(60))).await;
        let (answer, waiting) = tokio::join!(client.read(ReadKind::LOCKS, SUB), async {
            let mut most = 0;
            while server.asked().len() < 10 {
                most = most.max(client.waiting());
                tokio::task::yield_now().await;
            }
            most
        });
        assert_eq!(answer.outcome, Outcome::Found, "{status}");
        assert_eq!((server.asked().len(), waiting, client.waiting()), (10, 1, 0), "{status}");
    }
}

#[tokio::test]
async fn an_unknown_version_is_asked_again_with_the_older_one() {
    let (_, base) = Server::start(|_, path, _| {
        if path.ends_with("api-version=2016-09-01") {
            ok(r#"{"value":[]}"#)
        } else {
            refused(400, "NoRegisteredProviderFound")
        }
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Found);
    assert_eq!(answer.api_version, "2016-09-01");

    let (server, base) = Server::start(|_, _, _| refused(400, "NoRegisteredProviderFound")).await;
    let answer = client(&base).await.read(ReadKind::PROJECT_PREVIEW, PROJECT).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    let versions = server.asked().into_iter().map(|path| path[path.len() - 18..].to_owned());
    assert_eq!(versions.collect::<Vec<_>>(), ["2026-09-15-preview", "2026-07-15-preview"]);
}

/// A server that knows these versions and says so, in more text than is kept of a message.
async fn knowing(known: &'static [&'static str]) -> (Server, String) {
    Server::start(move |_, path, _| {
        let asked = path.rsplit_once("api-version=").map_or("", |(_, version)| version);
        if known.contains(&asked) {
            let id = path.split('?').next().unwrap_or_default();
            return ok(format!(r#"{{"id":"{id}","value":[]}}"#));
        }
        let (old, known) = ("2016-01-01, ".repeat(100), known.join(","));
        let text = format!("No such version. The supported api-versions are '{old}{known}'.");
        (
            400,
            vec![],
            format!(r#"{{"error":{{"code":"NoRegisteredProviderFound","message":"{text}"}}}}"#),
        )
    })
    .await
}

#[tokio::test]
async fn a_cloud_that_lists_its_versions_is_asked_by_the_best_of_them() {
    let account =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c";
    for (read, scope, known, expected) in [
        (ReadKind::SQL_DATABASES, account, &["2024-11-15", "2025-04-15"][..], Some("2025-04-15")),
        (ReadKind::SQL_DATABASES, account, &["2023-11-15"], None),
        (ReadKind::SQL_DATABASES, account, &["2029-01-01", "2028-01-01"], Some("2028-01-01")),
        (ReadKind::PROJECT_PREVIEW, PROJECT, &["2026-07-15-preview"], Some("2026-07-15-preview")),
        // A stable version that is known to lack the property would look like "not set".
        (ReadKind::PROJECT_PREVIEW, PROJECT, &["2026-03-15-preview", "2026-09-01"], None),
        (ReadKind::ACTIVITY_ALERTS, SUB, &["2030-01-01"], Some("2030-01-01")),
    ] {
        let (server, base) = knowing(known).await;
        let answer = client(&base).await.read(read, scope).await;
        let asked = 1 + usize::from(expected.is_some());
        assert_eq!(server.asked().len(), asked, "{read:?} {known:?}");
        let outcome = if expected.is_some() { Outcome::Found } else { Outcome::Failed };
        assert_eq!(answer.outcome, outcome, "{read:?} {known:?}");
        let version = expected.unwrap_or(read.row().api_version);
        assert_eq!(answer.api_version, version, "{read:?} {known:?}");
        assert!(answer.message.is_none_or(|text| text.len() <= 600));
    }
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_reached_is_told_as_such() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let client = client(&base).await;
    let answer = client.read(ReadKind::LOCKS, SUB).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("connection"));
    let error = client.verdict().expect_err("unreachable");
    assert!(matches!(error, SourceError::Unreachable { .. }), "{error}");
}
