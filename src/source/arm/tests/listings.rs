//! Lists: pages are joined, and what can't be the whole list never passes for it.

use super::*;

#[tokio::test]
async fn pages_are_joined_and_an_empty_page_does_not_end_a_listing() {
    let (server, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        let next = format!("http://{host}/p{number}?api-version=1&$skiptoken=x");
        match number {
            1 => ok(format!(r#"{{"value":[{{"id":"/a"}}],"nextLink":"{next}"}}"#)),
            2 => ok(format!(r#"{{"value":[],"nextLink":"{next}"}}"#)),
            _ => ok(r#"{"value":[{"id":"/b"}],"nextLink":null}"#),
        }
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!((answer.outcome, answer.pages, count(&answer)), (Outcome::Found, 3, 2));
    let asked = server.asked();
    assert_eq!(
        asked[0],
        "/subscriptions/s/providers/Microsoft.Authorization/locks?api-version=2020-05-01"
    );
    assert_eq!(asked[1], "/p1?api-version=1&$skiptoken=x");
}

#[tokio::test]
async fn the_token_never_travels_to_a_foreign_next_page() {
    let (thief, foreign) = Server::start(|_, _, _| ok(r#"{"value":[]}"#)).await;
    let (_, base) = Server::start(move |_, _, _| {
        ok(format!(r#"{{"value":[{{"id":"/a"}}],"nextLink":"{foreign}/x"}}"#))
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Truncated);
    assert_eq!(answer.code.as_deref(), Some("foreign-next-link"));
    assert_eq!(count(&answer), 1);
    assert!(thief.asked().is_empty());
}

#[tokio::test]
async fn an_endless_listing_is_cut_and_what_came_is_kept() {
    let (server, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        ok(format!(r#"{{"value":[{{"id":"/a"}}],"nextLink":"http://{host}/p{number}"}}"#))
    })
    .await;
    let limits = Limits { pages: 5, ..quick() };
    let client = client_with(&base, limits, Stop::after(Duration::from_secs(60))).await;
    let answer = client.read(ReadKind::LOCKS, SUB).await;
    assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 5));
    assert_eq!(server.asked().len(), 5);
}

#[tokio::test]
async fn a_listing_that_goes_in_a_circle_is_cut() {
    let (_, base) = Server::start(|_, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        ok(format!(r#"{{"value":[],"nextLink":"http://{host}/again"}}"#))
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Truncated);
    assert_eq!(answer.code.as_deref(), Some("repeated-next-link"));
}

#[tokio::test]
async fn a_listing_that_breaks_off_keeps_its_pages_and_says_so() {
    let (_, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        match number {
            1 => ok(format!(r#"{{"value":[{{"id":"/a"}}],"nextLink":"http://{host}/p2"}}"#)),
            _ => refused(403, "AuthorizationFailed"),
        }
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 1));
    assert_eq!(answer.code.as_deref(), Some("AuthorizationFailed"));
}

#[tokio::test]
async fn a_listing_that_is_stopped_midway_is_cut_not_complete() {
    let stop = Stop::after(Duration::from_secs(60));
    let handle = stop.clone();
    let (_, base) = Server::start(move |number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        if number == 1 {
            let next = format!("http://{host}/p2");
            return ok(format!(r#"{{"value":[{{"id":"/a"}}],"nextLink":"{next}"}}"#));
        }
        handle.now();
        refused(503, "ServiceUnavailable")
    })
    .await;
    let client = client_with(&base, quick(), stop).await;
    let answer = client.read(ReadKind::LOCKS, SUB).await;
    assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 1));
    assert_eq!(answer.code.as_deref(), Some("interrupted"));
}

#[tokio::test]
async fn answers_that_make_no_sense_are_failures() {
    let bodies = [
        "<html>sign in to the proxy</html>",
        r#"{"value":[{"id":"/a"}"#,
        "",
        "null",
        r#"{"values":[]}"#,
        r#"{"value":{}}"#,
    ];
    for body in bodies {
        let (_, base) = Server::start(move |_, _, _| ok(body)).await;
        let answer = locks(&base).await;
        assert_eq!(answer.outcome, Outcome::Failed, "{body}");
        assert_eq!(answer.code.as_deref(), Some("malformed"), "{body}");
    }
    let (_, base) = Server::start(|_, _, _| ok("{}")).await;
    let answer = client(&base).await.read(ReadKind::SUBSCRIPTION, SUB).await;
    assert_eq!(answer.outcome, Outcome::Failed);
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_not_read() {
    let (_, base) =
        Server::start(|_, _, _| ok(format!(r#"{{"value":["{}"]}}"#, "x".repeat(5_000)))).await;
    let limits = Limits { page_bytes: 1_000, ..quick() };
    let client = client_with(&base, limits, Stop::after(Duration::from_secs(60))).await;
    let answer = client.read(ReadKind::LOCKS, SUB).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("too-large"));
}
