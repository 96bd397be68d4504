//! The one request that isn't a GET: a fixed Resource Graph query that tells which subscriptions hold Foundry accounts.
//! Resource Graph takes queries by POST only (Microsoft, Resources - Resources, 2024-04-01); it changes nothing. The query
//! is a constant, and nothing but a management group and a page's token is put beside it.
//!
//! The graph shows what this identity may read, with some delay. So it decides only where Resource Manager is asked first;
//! `settle` and the estate say when "no account" is believed.

use super::Client;
use crate::catalogue::ReadKind;
use crate::snapshot::{Observation, Outcome, key_of};
use crate::source::arm::error::ReadError;
use crate::source::arm::response::unanswered;
use crate::source::arm::retry::{Tries, jitter, quota_resets_after};
use crate::source::arm::sign_in::Token;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use url::Url;

/// Every subscription that the graph shows, and every account of the kind that can hold projects. `id` has to be among the
/// columns, or there is no token for the next page.
const QUERY: &str = "resourcecontainers \
| where type =~ 'microsoft.resources/subscriptions' \
| project id, type, name, subscriptionId \
| union (resources \
| where type =~ 'microsoft.cognitiveservices/accounts' and kind =~ 'AIServices' \
| project id, type, name, subscriptionId) \
| order by id asc";

/// Records per page: the most that Resource Graph gives.
const PAGE: u32 = 1_000;

/// What the graph told: which subscriptions it shows, and which of them hold accounts.
#[derive(Debug, Default)]
struct Rows {
    inhabited: BTreeSet<String>,
    names: Vec<(String, String)>,
    /// Ids of all records, folded. One that comes twice stands in the place of one that never came.
    ids: BTreeSet<String>,
    pages: u32,
}

/// One page, and what its headers say.
struct Answered {
    body: Json,
    /// Some subscriptions were left out, as there are too many.
    limited: bool,
    /// How long the next question has to wait.
    rest: Duration,
}

impl Client {
    /// Asks the graph, in a management group or in all that the identity sees; all pages or nothing.
    ///
    /// # Errors
    /// In words, if the graph refuses or its answer may not be whole. Then every subscription has to be asked itself.
    pub(in crate::source::arm) async fn inventory(
        &self,
        group: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<Observation, String> {
        let words = |error: ReadError| {
            let text = error.message().or_else(|| error.code());
            self.redactor.message(&text.unwrap_or_default())
        };
        tokio::select! {
            biased;
            () = self.stop.come() => Err("the run ended".to_owned()),
            rows = self.rows(group) => rows
                .map_err(words)?
                .map(|rows| rows.observed(now))
                .map_err(str::to_owned),
        }
    }

    async fn rows(&self, group: Option<&str>) -> Result<Result<Rows, &'static str>, ReadError> {
        let spec = ReadKind::INVENTORY.row();
        let url = self.url(spec, &ReadKind::INVENTORY.path(""), spec.api_version);
        let mut rows = Rows::default();
        let mut tokens = BTreeSet::new();
        let mut token: Option<String> = None;
        loop {
            let page = self.query(&url, &question(group, token.as_deref())).await?;
            let had = rows.ids.len();
            if let Err(why) = rows.take(&page) {
                return Ok(Err(why));
            }
            // All records may be there before the last token is.
            let Some(next) = next_token(&page.body).filter(|_| rows.may_grow(&page.body)) else {
                return Ok(rows.whole(&page.body));
            };
            let grows = rows.ids.len() > had;
            if !grows || rows.pages >= self.limits.pages || !tokens.insert(next.to_owned()) {
                return Ok(Err("its pages don't end"));
            }
            if self.stop.comes_within(page.rest) {
                return Ok(Err("its quota is used up for longer than the run lasts"));
            }
            tokio::time::sleep(page.rest).await;
            token = Some(next.to_owned());
        }
    }

    /// One page, with a few tries: where the graph doesn't answer, Resource Manager is asked instead.
    async fn query(&self, url: &Url, question: &Json) -> Result<Answered, ReadError> {
        let mut tries = Tries::begin(Instant::now());
        loop {
            let error = match self.ask_graph(url, question).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let wait = tries.wait(&error, &self.limits.hasty(), Instant::now(), jitter());
            let Some(wait) = wait.filter(|wait| !self.stop.comes_within(*wait)) else {
                return Err(error);
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// One try, or two if the token had to be renewed in between.
    async fn ask_graph(&self, url: &Url, question: &Json) -> Result<Answered, ReadError> {
        let token = self.token().await?;
        match self.post_query(url, question, &token).await {
            Err(ReadError::Refused(refusal)) if refusal.status == 401 => {
                let Some(token) = self.tokens.renew(&token).await else {
                    return Err(ReadError::Refused(refusal));
                };
                self.post_query(url, question, &token).await
            }
            result => result,
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "Azure takes the one question to Resource Graph as POST only; it changes nothing"
    )]
    async fn post_query(
        &self,
        url: &Url,
        question: &Json,
        token: &Token,
    ) -> Result<Answered, ReadError> {
        self.pacing.admit("").await;
        let _permit = self.permits.acquire().await;
        let started = Instant::now();
        let sent = self
            .http
            .post(url.clone())
            .bearer_auth(token.secret())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .body(question.to_string())
            .timeout(self.limits.answer)
            .send()
            .await;
        let response = sent.map_err(unanswered)?;
        let limited = response
            .headers()
            .get("x-ms-tenant-subscription-limit-hit")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
        let rest = rest(response.headers());
        let page = self.receive(response, "", self.limits.page_bytes).await;
        tracing::debug!(
            method = "POST",
            path = url.path(),
            outcome = %page.as_ref().map_or_else(|e| e.code().unwrap_or_default(), |_| "ok".into()),
            ms = started.elapsed().as_millis(),
        );
        let page = page?;
        if page.is_part {
            return Err(ReadError::Malformed("the server answered with a part (206)".to_owned()));
        }
        Ok(Answered { body: page.body, limited, rest })
    }
}

/// The token of the next page, if there is one.
fn next_token(page: &Json) -> Option<&str> {
    page["$skipToken"].as_str().filter(|token| !token.is_empty())
}

/// How long to wait after an answer: until the quota of queries is renewed, if this was the last one.
fn rest(headers: &HeaderMap) -> Duration {
    let left = headers.get("x-ms-user-quota-remaining");
    if left.is_some_and(|left| left.as_bytes() == b"0") {
        quota_resets_after(headers).unwrap_or_default()
    } else {
        Duration::ZERO
    }
}

/// The body of the request: the constant query, where to ask it, and which page.
fn question(group: Option<&str>, token: Option<&str>) -> Json {
    let mut options = json!({ "resultFormat": "objectArray", "$top": PAGE });
    if let Some(token) = token {
        options["$skipToken"] = token.into();
    }
    let mut question = json!({ "query": QUERY, "options": options });
    if let Some(group) = group {
        question["managementGroups"] = json!([group]);
    }
    question
}

impl Rows {
    /// Takes in the records of a page.
    fn take(&mut self, page: &Answered) -> Result<(), &'static str> {
        if page.limited {
            return Err("it reached its limit of subscriptions");
        }
        let items = page.body["data"].as_array();
        let items = items.ok_or("its answer holds no records")?;
        if !items.iter().all(|item| self.add(item)) {
            return Err("its answer holds records of another shape");
        }
        self.pages += 1;
        Ok(())
    }

    /// True as long as there are fewer records than the page says there are in all.
    fn may_grow(&self, page: &Json) -> bool {
        let total = page["totalRecords"].as_u64();
        total.is_some_and(|total| self.count() < total)
    }

    fn count(&self) -> u64 {
        u64::try_from(self.ids.len()).unwrap_or(u64::MAX)
    }

    /// Takes in one record; false if it isn't one of those asked for.
    fn add(&mut self, item: &Json) -> bool {
        let text = |name: &str| item[name].as_str().map(str::to_lowercase);
        let (Some(id), Some(ty), Some(subscription)) =
            (text("id"), text("type"), text("subscriptionId"))
        else {
            return false;
        };
        self.ids.insert(id);
        match ty.as_str() {
            "microsoft.resources/subscriptions" => {
                let name = item["name"].as_str().unwrap_or_default();
                self.names.push((subscription, name.to_owned()));
                true
            }
            "microsoft.cognitiveservices/accounts" => {
                self.inhabited.insert(subscription);
                true
            }
            _ => false,
        }
    }

    /// The rows, if the last page says that they are all.
    fn whole(self, last: &Json) -> Result<Self, &'static str> {
        let cut = match &last["resultTruncated"] {
            Json::String(text) => !text.eq_ignore_ascii_case("false"),
            Json::Bool(cut) => *cut,
            _ => true,
        };
        match last["totalRecords"].as_u64() {
            Some(total) if total == self.count() && !cut => Ok(self),
            Some(_) | None => Err("its answer was cut"),
        }
    }

    fn observed(self, read_at: OffsetDateTime) -> Observation {
        let spec = ReadKind::INVENTORY.row();
        let items: Vec<Json> = self
            .names
            .iter()
            .map(|(id, name)| {
                json!({
                    "id": format!("/subscriptions/{id}"),
                    "displayName": name,
                    "foundryAccounts": self.inhabited.contains(id),
                })
            })
            .collect();
        Observation {
            key: key_of(&ReadKind::INVENTORY.path("")),
            method: "POST".to_owned(),
            api_version: spec.api_version.to_owned(),
            pages: self.pages,
            outcome: Outcome::Found,
            body: Some(json!({ "value": items })),
            dropped: Vec::new(),
            code: None,
            message: None,
            correlation_id: None,
            read_at,
            exhaustive: true,
            origins: crate::snapshot::Origins::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ty: &str, subscription: &str) -> Json {
        json!({ "id": format!("/{subscription}/{ty}"), "type": ty, "name": "n", "subscriptionId": subscription })
    }

    #[test]
    fn the_question_is_fixed_but_for_group_and_page() {
        assert_eq!(question(None, None)["query"], QUERY);
        assert!(question(None, None).get("managementGroups").is_none());
        let asked = question(Some("mg"), Some("t"));
        assert_eq!(asked["query"], QUERY);
        assert_eq!(asked["managementGroups"], json!(["mg"]));
        assert_eq!(asked["options"]["$skipToken"], "t");
        assert_eq!(asked["options"]["resultFormat"], "objectArray");
    }

    #[test]
    fn only_a_whole_answer_counts() {
        let rows = || {
            let mut rows = Rows::default();
            assert!(rows.add(&row("Microsoft.Resources/subscriptions", "A")));
            assert!(rows.add(&row("microsoft.cognitiveservices/accounts", "a")));
            rows
        };
        let last = |truncated: Json, total: u64| json!({ "resultTruncated": truncated, "totalRecords": total });
        assert!(rows().whole(&last("false".into(), 2)).is_ok());
        for wrong in [
            last("true".into(), 2),
            last(true.into(), 2),
            last("false".into(), 3),
            json!({ "totalRecords": 2 }),
            json!({ "resultTruncated": "false" }),
        ] {
            assert!(rows().whole(&wrong).is_err(), "{wrong}");
        }
        assert!(!rows().add(&row("microsoft.storage/storageaccounts", "a")));
        assert!(!rows().add(&json!({ "id": "x" })));
    }

    #[test]
    fn the_observation_says_who_holds_accounts() {
        let mut rows = Rows::default();
        rows.add(&row("microsoft.resources/subscriptions", "a"));
        rows.add(&row("microsoft.resources/subscriptions", "b"));
        rows.add(&row("microsoft.cognitiveservices/accounts", "B"));
        let seen = rows.observed(OffsetDateTime::UNIX_EPOCH);
        let body = seen.body.expect("a body");
        assert_eq!(body["value"][0]["foundryAccounts"], false);
        assert_eq!(body["value"][1]["foundryAccounts"], true);
        assert_eq!(seen.method, "POST");
    }
}
