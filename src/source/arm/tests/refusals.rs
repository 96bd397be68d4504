//! Answers other than success: how often they are tried again, and what they prove.

use super::*;

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

    // A preview never falls back to a stable version, which lacks the property and would look like "not set".
    let (server, base) = Server::start(|_, _, _| refused(400, "NoRegisteredProviderFound")).await;
    let project = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/projects/p";
    let answer = client(&base).await.read(ReadKind::PROJECT_PREVIEW, project).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(server.asked().len(), 1);
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
