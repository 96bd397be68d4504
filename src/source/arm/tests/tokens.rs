//! Tokens that ARM takes no longer, or never did.

use super::*;

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let (server, base) = Server::start(|_, _, headers| {
        if headers["authorization"] == "Bearer T2" {
            ok(r#"{"value":[]}"#)
        } else {
            refused(401, "ExpiredAuthenticationToken")
        }
    })
    .await;
    assert_eq!(locks(&base).await.outcome, Outcome::Found);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn when_no_token_will_do_the_remaining_reads_are_not_sent() {
    let (server, base) = Server::start(|number, _, _| match number {
        1 => ok(r#"{"value":[]}"#),
        _ => refused(401, "InvalidAuthenticationToken"),
    })
    .await;
    let client = client(&base).await;
    assert_eq!(client.read(ReadKind::LOCKS, SUB).await.outcome, Outcome::Found);
    for _ in 0..3 {
        let answer = client.read(ReadKind::ACCOUNTS, SUB).await;
        assert_eq!(answer.outcome, Outcome::Failed);
        assert_eq!(answer.code.as_deref(), Some("auth"));
    }
    assert_eq!(server.asked().len(), 3);
    assert!(client.verdict().is_ok());
}

#[tokio::test]
async fn a_token_refused_from_the_start_is_a_sign_in_error() {
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let (_, base) = Server::start(move |_, _, _| {
        let (status, _, body) = refused(401, "InvalidAuthenticationTokenTenant");
        let challenge = format!(r#"Bearer authorization_uri="https://login.windows.net/{tenant}""#);
        (status, vec![("www-authenticate", challenge)], body)
    })
    .await;
    let client = client(&base).await;
    let answer = client.read(ReadKind::SUBSCRIPTION, SUB).await;
    assert_eq!(answer.outcome, Outcome::Denied);
    let error = client.verdict().expect_err("refused");
    assert!(matches!(error, SourceError::SignIn(_)));
    assert!(error.hint().contains(&format!("az login --tenant {tenant}")));
    assert!(!error.to_string().contains("T1"));
}
