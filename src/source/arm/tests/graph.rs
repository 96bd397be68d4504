//! The one query to Resource Graph: all of its pages, or the reason why not. A part never passes for the whole.

use super::*;
use serde_json::{Value as Json, json};

/// A record of a subscription, or of an account in it.
fn row(ty: &str, subscription: u32, name: &str) -> Json {
    let id = match ty {
        "microsoft.resources/subscriptions" => format!("/subscriptions/{subscription}"),
        _ => format!("/subscriptions/{subscription}/resourceGroups/g/providers/{ty}/{name}"),
    };
    json!({ "id": id, "type": ty, "name": name, "subscriptionId": subscription.to_string() })
}

fn subscription(number: u32) -> Json {
    row("microsoft.resources/subscriptions", number, &format!("S{number}"))
}

fn account(subscription: u32, name: &str) -> Json {
    row("microsoft.cognitiveservices/accounts", subscription, name)
}

/// A page of this many records in all, and the next page's token.
fn page(rows: &[Json], total: usize, next: Option<&str>) -> Json {
    let mut page = json!({
        "totalRecords": total, "count": rows.len(), "data": rows, "facets": [], "resultTruncated": "false",
    });
    if let Some(next) = next {
        page["$skipToken"] = next.into();
    }
    page
}

fn sent(page: &Json) -> Reply {
    ok(page.to_string())
}

fn with(mut reply: Reply, name: &'static str, value: &str) -> Reply {
    reply.1.push((name, value.to_owned()));
    reply
}

/// Asks a server that answers by this script; what came, what the server was asked, and how long it took.
async fn asked_of(
    script: impl Fn(u32) -> Reply + Send + Sync + 'static,
    limits: Limits,
) -> (Result<crate::snapshot::Observation, String>, Vec<Json>, Duration) {
    let (server, base) = Server::start(move |number, _, _| script(number)).await;
    let client = client_with(&base, limits, Stop::after(Duration::from_secs(60))).await;
    let started = Instant::now();
    let answer = client.inventory(None, OffsetDateTime::UNIX_EPOCH).await;
    let took = started.elapsed();
    let path = "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01";
    assert!(server.asked().iter().all(|asked| asked == path), "{:?}", server.asked());
    let bodies = server.bodies().into_iter();
    let bodies = bodies.map(|body| serde_json::from_str(&body).expect("JSON"));
    (answer, bodies.collect(), took)
}

/// Why the graph isn't believed, and how often it was asked.
async fn refused_for(script: impl Fn(u32) -> Reply + Send + Sync + 'static) -> (String, usize) {
    let (answer, asked, _) = asked_of(script, quick()).await;
    (answer.expect_err("not whole"), asked.len())
}

#[tokio::test]
async fn all_pages_are_asked_for_with_the_token_of_the_one_before() {
    let (answer, asked, _) = asked_of(
        |number| match number {
            1 => sent(&page(&[subscription(1), subscription(2)], 4, Some("t1"))),
            2 => sent(&page(&[account(2, "a")], 4, Some("t2"))),
            _ => sent(&page(&[account(2, "b")], 4, None)),
        },
        quick(),
    )
    .await;
    let seen = answer.expect("whole");
    assert_eq!((seen.pages, seen.outcome), (3, Outcome::Found));
    let body = seen.body.expect("a body");
    assert_eq!(body["value"][0]["foundryAccounts"], false);
    assert_eq!(body["value"][1]["foundryAccounts"], true);
    let tokens: Vec<&Json> = asked.iter().map(|body| &body["options"]["$skipToken"]).collect();
    assert_eq!(tokens, [&Json::Null, &json!("t1"), &json!("t2")]);
    assert!(asked.iter().all(|body| body["query"] == asked[0]["query"]));
}

#[tokio::test]
async fn an_answer_that_was_cut_is_no_answer() {
    let cut = |change: fn(&mut Json)| {
        let mut answer = page(&[subscription(1), account(1, "a")], 2, None);
        change(&mut answer);
        refused_for(move |_| sent(&answer))
    };
    for (change, why) in [
        ((|page| page["resultTruncated"] = "true".into()) as fn(&mut Json), "was cut"),
        (|page| page["resultTruncated"] = true.into(), "was cut"),
        (|page| page["totalRecords"] = 3.into(), "was cut"),
        (|page| page["totalRecords"] = Json::Null, "was cut"),
        (|page| page["data"] = json!({ "rows": [] }), "no records"),
        (|page| page["data"][0] = json!("x"), "another shape"),
    ] {
        let (said, asked) = cut(change).await;
        assert!(said.contains(why), "{said}");
        assert_eq!(asked, 1);
    }
}

#[tokio::test]
async fn a_record_that_comes_twice_hides_one_that_never_came() {
    // Between two pages the order has shifted: one account came twice, another in a second subscription never.
    let (said, _) = refused_for(|number| match number {
        1 => sent(&page(&[subscription(1), subscription(2), account(1, "a")], 5, Some("t"))),
        _ => sent(&page(&[account(1, "a"), account(1, "b")], 5, None)),
    })
    .await;
    assert!(said.contains("was cut"), "{said}");
}

#[tokio::test]
async fn pages_without_end_are_told_as_such() {
    // The same token again, and a fresh one each time without a record.
    let (said, asked) = refused_for(|_| sent(&page(&[subscription(1)], 9, Some("same")))).await;
    assert!(said.contains("don't end"), "{said}");
    assert_eq!(asked, 2);
    let (said, asked) =
        refused_for(|number| sent(&page(&[], 9, Some(&format!("t{number}"))))).await;
    assert!(said.contains("don't end"), "{said}");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_token_behind_the_last_record_leads_nowhere() {
    let endless = |total| {
        move |number: u32| {
            let rows = [subscription(2 * number), subscription(2 * number + 1)];
            sent(&page(&rows, total, Some(&format!("t{number}"))))
        }
    };
    let (answer, asked, _) = asked_of(endless(4), quick()).await;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(asked.len(), 2);
    // More records than there are in all: one of the two numbers is wrong.
    let (said, asked) = refused_for(endless(3)).await;
    assert!(said.contains("was cut"), "{said}");
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn a_limit_of_subscriptions_is_no_whole_answer() {
    let whole = || sent(&page(&[subscription(1)], 1, None));
    let (said, _) =
        refused_for(move |_| with(whole(), "x-ms-tenant-subscription-limit-hit", "True")).await;
    assert!(said.contains("limit of subscriptions"), "{said}");
    let (answer, ..) =
        asked_of(move |_| with(whole(), "x-ms-tenant-subscription-limit-hit", "false"), quick())
            .await;
    assert!(answer.is_ok());
}

#[tokio::test]
async fn throttling_waits_for_retry_after_or_for_the_quota() {
    for (name, value) in [("retry-after", "1"), ("x-ms-user-quota-resets-after", "00:00:01")] {
        let (answer, asked, took) = asked_of(
            move |number| match number {
                1 => with(refused(429, "RateLimiting"), name, value),
                _ => sent(&page(&[subscription(1)], 1, None)),
            },
            quick(),
        )
        .await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
        assert_eq!(asked.len(), 2);
        assert!(took >= Duration::from_secs(1), "{name}: {took:?}");
    }
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_waited_for_before_the_next_page() {
    let first = || sent(&page(&[subscription(1)], 2, Some("t")));
    let ask = |left: &'static str, resets: &'static str| {
        asked_of(
            move |number| match number {
                1 => with(
                    with(first(), "x-ms-user-quota-remaining", left),
                    "x-ms-user-quota-resets-after",
                    resets,
                ),
                _ => sent(&page(&[subscription(2)], 2, None)),
            },
            quick(),
        )
    };
    let (answer, _, took) = ask("0", "00:00:01").await;
    assert!(answer.is_ok(), "{answer:?}");
    assert!(took >= Duration::from_secs(1), "{took:?}");
    let (answer, _, took) = ask("14", "00:00:05").await;
    assert!(answer.is_ok(), "{answer:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    // A wait that outlasts the run isn't waited for.
    let (answer, asked, took) = ask("0", "01:00:00").await;
    assert!(answer.expect_err("no time").contains("quota"));
    assert_eq!(asked.len(), 1);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn refusals_and_errors_are_told_after_as_many_tries_as_help() {
    for (status, code, tries) in [
        (403, "AccessDenied", 1),
        (400, "BadRequest", 1),
        (429, "RateLimiting", 3),
        (500, "InternalServerError", 3),
        (503, "ServiceUnavailable", 3),
    ] {
        let (said, asked) = refused_for(move |_| refused(status, code)).await;
        assert_eq!((said.as_str(), asked), ("m", tries), "{status}");
    }
    let (said, asked) = refused_for(|_| (502, vec![], "<html>proxy</html>".to_owned())).await;
    assert_eq!((said.as_str(), asked), ("HTTP502", 3));
    let far = |_| with(refused(429, "RateLimiting"), "retry-after", "400");
    let (_, asked) = refused_for(far).await;
    assert_eq!(asked, 1, "the wait outlasts the run");
    // A trouble that passes costs nothing but time.
    let (answer, asked, _) = asked_of(
        |number| match number {
            1 => sent(&page(&[subscription(1)], 2, Some("t"))),
            2 => refused(500, "InternalServerError"),
            _ => sent(&page(&[subscription(2)], 2, None)),
        },
        quick(),
    )
    .await;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn a_refused_token_is_renewed_for_the_graph_too() {
    let (answer, asked, _) = asked_of(
        |number| match number {
            1 => refused(401, "ExpiredAuthenticationToken"),
            _ => sent(&page(&[subscription(1)], 1, None)),
        },
        quick(),
    )
    .await;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(asked.len(), 2);
    let (said, asked) = refused_for(|_| refused(401, "InvalidAuthenticationToken")).await;
    assert_eq!((said.as_str(), asked), ("m", 2));
}

#[tokio::test]
async fn a_graph_that_never_answers_is_given_up() {
    // Takes connections and says nothing.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let limits = Limits { answer: Duration::from_millis(100), ..quick() };
    let client = client_with(&base, limits, Stop::after(Duration::from_secs(30))).await;
    let answer = client.inventory(None, OffsetDateTime::UNIX_EPOCH).await;
    assert_eq!(answer.expect_err("too late"), "no answer in time");
}
