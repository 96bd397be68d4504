//! Lists: pages are joined, and what can't be the whole list never passes for it.

use super::*;

#[tokio::test]
async fn pages_are_joined_and_an_empty_page_does_not_end_a_listing() {
    let (server, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        let next = format!("http://{host}/subscriptions/s/providers/Microsoft.Authorization/locks?api-version=1&$skiptoken={number}");
        match number {
            1 => ok(format!(r#"{{"value":[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/locks/a"}}],"nextLink":"{next}"}}"#)),
            2 => ok(format!(r#"{{"value":[],"nextLink":"{next}"}}"#)),
            _ => ok(r#"{"value":[{"id":"/subscriptions/s/providers/Microsoft.Authorization/locks/b"}],"nextLink":null}"#),
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
    assert_eq!(
        asked[1],
        "/subscriptions/s/providers/Microsoft.Authorization/locks?api-version=1&$skiptoken=1"
    );
}

#[tokio::test]
async fn the_token_never_travels_to_a_foreign_next_page() {
    let (thief, foreign) = Server::start(|_, _, _| ok(r#"{"value":[]}"#)).await;
    let (_, base) = Server::start(move |_, _, _| {
        ok(format!(r#"{{"value":[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/locks/a"}}],"nextLink":"{foreign}/x"}}"#))
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
        ok(format!(r#"{{"value":[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/locks/a"}}],"nextLink":"http://{host}/subscriptions/s/providers/Microsoft.Authorization/locks?p={number}"}}"#))
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
        ok(format!(r#"{{"value":[],"nextLink":"http://{host}/subscriptions/s/providers/Microsoft.Authorization/locks?again"}}"#))
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
            1 => ok(format!(r#"{{"value":[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/locks/a"}}],"nextLink":"http://{host}/subscriptions/s/providers/Microsoft.Authorization/locks?p=2"}}"#)),
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
            let next = format!("http://{host}/subscriptions/s/providers/Microsoft.Authorization/locks?p=2");
            return ok(format!(r#"{{"value":[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/locks/a"}}],"nextLink":"{next}"}}"#));
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

/// A lock of the subscription that is asked.
fn lock(id: &str) -> String {
    format!(r#"{{"id":"{id}","name":"l","properties":{{"level":"CanNotDelete"}}}}"#)
}

#[tokio::test]
async fn only_200_is_an_answer_and_206_a_part_of_one() {
    let own = lock("/subscriptions/s/providers/Microsoft.Authorization/locks/l");
    for (status, body, outcome, code) in [
        (200, format!(r#"{{"value":[{own}]}}"#), Outcome::Found, None),
        (206, format!(r#"{{"value":[{own}]}}"#), Outcome::Truncated, Some("partial-content")),
        (206, r#"{"value":[]}"#.to_owned(), Outcome::Truncated, Some("partial-content")),
        (201, r#"{"value":[]}"#.to_owned(), Outcome::Failed, Some("malformed")),
        (202, r#"{"value":[]}"#.to_owned(), Outcome::Failed, Some("malformed")),
        (203, r#"{"value":[]}"#.to_owned(), Outcome::Failed, Some("malformed")),
        (204, String::new(), Outcome::Failed, Some("malformed")),
        (226, r#"{"value":[]}"#.to_owned(), Outcome::Failed, Some("malformed")),
    ] {
        let sent = body.clone();
        let (_, base) = Server::start(move |_, _, _| (status, vec![], sent.clone())).await;
        let answer = locks(&base).await;
        assert_eq!((answer.outcome, answer.code.as_deref()), (outcome, code), "{status} {body}");
    }
    for status in [202, 203, 206] {
        let body = r#"{"id":"/subscriptions/s"}"#;
        let (_, base) = Server::start(move |_, _, _| (status, vec![], body.to_owned())).await;
        let answer = client(&base).await.read(ReadKind::SUBSCRIPTION, SUB).await;
        assert_eq!(answer.outcome, Outcome::Failed, "{status}");
    }
}

#[tokio::test]
async fn an_answer_that_contradicts_itself_is_none() {
    for body in [
        r#"{"value":[],"error":{"code":"X","message":"m"}}"#,
        r#"{"error":"no","value":[]}"#,
        r#"{"value":[{"id":"/x"}],"value":[]}"#,
        r#"{"value":[],"Value":[]}"#,
        r#"{"value":[{"id":"/x","id":"/y"}]}"#,
    ] {
        let (_, base) = Server::start(move |_, _, _| ok(body)).await;
        let answer = locks(&base).await;
        assert_eq!(answer.outcome, Outcome::Failed, "{body}");
    }
    let (_, base) = Server::start(|_, _, _| ok(r#"{"value":[],"error":null}"#)).await;
    assert_eq!(locks(&base).await.outcome, Outcome::Found);
}

#[tokio::test]
async fn an_item_that_was_not_asked_for_makes_a_listing_a_part() {
    let own = lock("/subscriptions/S/resourceGroups/g/providers/microsoft.authorization/locks/l");
    for other in [
        lock("/subscriptions/t/providers/Microsoft.Authorization/locks/l"),
        lock("/subscriptions/s/providers/Microsoft.Storage/storageAccounts/l"),
        lock("/subscriptions/s/resourceGroups//providers/Microsoft.Authorization/locks/l"),
        lock(" /subscriptions/s/providers/Microsoft.Authorization/locks/l"),
        lock("/subscriptions/s/providers/Microsoft.Authorization/locks/\\t"),
        r#"{"id":null}"#.to_owned(),
        "{}".to_owned(),
        "7".to_owned(),
    ] {
        let body = format!(r#"{{"value":[{own},{other}]}}"#);
        let (_, base) = Server::start(move |_, _, _| ok(body.clone())).await;
        let answer = locks(&base).await;
        assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 1), "{other}");
        assert_eq!(answer.code.as_deref(), Some("foreign-item"), "{other}");
    }
}

#[tokio::test]
async fn all_answers_together_have_a_limit() {
    let (_, base) = Server::start(|_, _, _| ok(r#"{"value":[{},{}]}"#)).await;
    let run = |limits| client_with(&base, limits, Stop::after(Duration::from_secs(60)));
    let client = run(Limits { run_bytes: 40, ..quick() }).await;
    let codes = [
        client.read(ReadKind::MODELS, SUB).await,
        client.read(ReadKind::MODELS, SUB).await,
        client.read(ReadKind::MODELS, SUB).await,
    ];
    let codes = codes.map(|answer| answer.code);
    assert_eq!(codes, [None, None, Some("too-large".to_owned())]);
    let client = run(Limits { run_items: 3, ..quick() }).await;
    assert_eq!(client.read(ReadKind::MODELS, SUB).await.outcome, Outcome::Found);
    let second = client.read(ReadKind::MODELS, SUB).await;
    assert_eq!(
        (second.outcome, second.code.as_deref()),
        (Outcome::Truncated, Some("too-many-items"))
    );
}

#[tokio::test]
async fn a_list_in_millions_of_pieces_is_refused_before_it_takes_the_memory() {
    let body = format!(r#"{{"value":[{}{{}}]}}"#, "{},".repeat(2_000_000));
    let (_, base) = Server::start(move |_, _, _| ok(body.clone())).await;
    let answer = locks(&base).await;
    assert_eq!((answer.outcome, answer.code.as_deref()), (Outcome::Failed, Some("malformed")));
    assert!(answer.message.is_some_and(|text| text.contains("2000000 values")));
}
