//! Which subscriptions a run looks at: ids as they are, names looked up among those that this identity sees.

use super::subscription_error::{SubscriptionError, Visible};
use super::{Answer, Client};
use crate::catalogue::{ReadKind, empty_in};
use crate::snapshot::{Observation, Outcome};
use crate::source::SourceError;
use crate::text;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A subscription to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionRef {
    /// Its id.
    pub id: String,
    /// Its display name, if it is known already.
    pub name: Option<String>,
    /// The user named it.
    pub asked: bool,
}

/// The subscriptions of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// In the order asked for.
    pub subscriptions: Vec<SubscriptionRef>,
    /// Which of them hold Foundry accounts, if Resource Graph was asked and answered in full.
    pub inventory: Option<Observation>,
    /// Why Resource Graph was asked in vain; then every subscription is read in full.
    pub without_inventory: Option<String>,
    /// Only the first account of a subscription and the first project of an account: enough to see what may be read.
    pub sample: bool,
    /// Answers of an earlier run that aren't asked for again.
    pub kept: Vec<Observation>,
}

impl Scope {
    /// The subscriptions that the graph shows, and shows without an account that can hold projects.
    pub(super) fn empty(&self) -> BTreeSet<String> {
        let body = self.inventory.as_ref().and_then(|seen| seen.body.as_ref());
        let shown: BTreeSet<String> = body.map(empty_in).unwrap_or_default();
        let here = self.subscriptions.iter().map(|one| one.id.to_lowercase());
        here.filter(|id| shown.contains(id)).collect()
    }
}

/// Resolves what the user asked for: ids as they are (collection shows whether they exist), names by their list.
///
/// # Errors
/// If a name fits none or several, or if the list can't be read.
pub async fn resolve_subscriptions(
    client: &Client,
    asked: &[String],
) -> Result<Scope, SourceError> {
    let needs_list = asked.iter().any(|text| subscription_id_in(text).is_none());
    let visible = if needs_list { all_visible(client).await? } else { Vec::new() };
    let mut subscriptions: Vec<SubscriptionRef> = Vec::new();
    for text in asked {
        let found = match subscription_id_in(text) {
            Some(id) => SubscriptionRef { id, name: None, asked: true },
            None => by_name(text, &visible)?,
        };
        if subscriptions.iter().all(|other| other.id != found.id) {
            subscriptions.push(found);
        }
    }
    Ok(Scope { subscriptions, ..Scope::default() })
}

/// The id, if it is one: bare, or as ARM writes it (`/subscriptions/<id>`).
#[must_use]
pub fn subscription_id_in(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let bare = text.strip_prefix("/subscriptions/").unwrap_or(text);
    Uuid::parse_str(bare).ok().map(|id| id.to_string())
}

/// Every subscription that this identity sees.
///
/// # Errors
/// If the list can't be read in full, or is empty.
pub async fn all_subscriptions(client: &Client) -> Result<Scope, SourceError> {
    let visible = all_visible(client).await?;
    if visible.is_empty() {
        return Err(SubscriptionError::NoneVisible.into());
    }
    let subscriptions = visible
        .into_iter()
        .map(|found| SubscriptionRef { id: found.id, name: Some(found.name), asked: false })
        .collect();
    Ok(Scope { subscriptions, ..Scope::default() })
}

/// What this identity sees, or nothing if that can't be read: for the hint of another error.
pub(super) async fn visible_if_readable(client: &Client) -> Vec<Visible> {
    visible_in(&client.read(ReadKind::SUBSCRIPTIONS, "").await)
}

async fn all_visible(client: &Client) -> Result<Vec<Visible>, SourceError> {
    let answer = client.read(ReadKind::SUBSCRIPTIONS, "").await;
    client.verdict()?;
    // A second subscription of that name may be in the part that is missing.
    let whole = whole(answer).map_err(SubscriptionError::NoList)?;
    Ok(visible_in(&whole))
}

/// The answer to a listing if it is whole, else why it isn't: part of a list won't do.
pub(super) fn whole(answer: Answer) -> Result<Answer, String> {
    match answer.outcome {
        Outcome::Found => Ok(answer),
        Outcome::Absent
        | Outcome::Denied
        | Outcome::Failed
        | Outcome::Truncated
        | Outcome::NotRead => {
            Err(answer.message.or(answer.code).unwrap_or_else(|| "no answer".to_owned()))
        }
    }
}

fn visible_in(answer: &Answer) -> Vec<Visible> {
    let items = answer.body.as_ref().and_then(|body| body["value"].as_array());
    let mut visible: Vec<Visible> = items
        .into_iter()
        .flatten()
        .filter_map(|item| {
            let id = item["subscriptionId"].as_str()?.to_lowercase();
            let name = item["displayName"].as_str().unwrap_or_default().to_owned();
            let gone = item["state"].as_str() == Some("Deleted");
            (!gone && !id.is_empty()).then_some(Visible { id, name })
        })
        .collect();
    visible.sort_unstable_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    visible
}

fn by_name(name: &str, visible: &[Visible]) -> Result<SubscriptionRef, SubscriptionError> {
    let folded = name.trim().to_lowercase();
    let candidates: Vec<&Visible> =
        visible.iter().filter(|found| found.name.to_lowercase() == folded).collect();
    match candidates[..] {
        [only] => {
            Ok(SubscriptionRef { id: only.id.clone(), name: Some(only.name.clone()), asked: true })
        }
        [] => Err(SubscriptionError::NoSuchName {
            name: name.to_owned(),
            nearest: nearest(name.trim(), visible).cloned(),
            visible: visible.to_vec(),
        }),
        [..] => Err(SubscriptionError::Ambiguous {
            name: name.to_owned(),
            candidates: candidates.into_iter().cloned().collect(),
        }),
    }
}

fn nearest<'a>(name: &str, visible: &'a [Visible]) -> Option<&'a Visible> {
    let near = text::nearest(name, visible.iter().map(|found| found.name.as_str()))?;
    visible.iter().find(|found| found.name == near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn visible() -> Vec<Visible> {
        let body: Json = json!({ "value": [
            { "subscriptionId": "1", "displayName": "Contoso Prod", "state": "Enabled" },
            { "subscriptionId": "2", "displayName": "Contoso Dev", "state": "Disabled" },
            { "subscriptionId": "3", "displayName": "contoso dev", "state": "Enabled" },
            { "subscriptionId": "4", "displayName": "Old", "state": "Deleted" },
        ]});
        visible_in(&Answer::found("2022-12-01", 1, (body, vec![])))
    }

    #[test]
    fn ids_are_taken_as_they_are() {
        let id = "72f988bf-86f1-41af-91ab-2d7cd011db47";
        assert_eq!(subscription_id_in(id).as_deref(), Some(id));
        let written = format!("/subscriptions/{}/", id.to_uppercase());
        assert_eq!(subscription_id_in(&written).as_deref(), Some(id));
        assert_eq!(subscription_id_in("Contoso Prod"), None);
    }

    #[test]
    fn names_are_matched_without_regard_to_case() {
        let found = by_name("contoso PROD", &visible()).expect("one");
        assert_eq!((found.id.as_str(), found.asked), ("1", true));
    }

    #[test]
    fn ambiguous_names_list_their_ids() {
        let error = by_name("Contoso Dev", &visible()).expect_err("two");
        assert_eq!(error.hint(), "name it by id: 2, 3");
    }

    #[test]
    fn an_unknown_name_is_met_with_the_nearest() {
        let error = by_name("Contoso Prd", &visible()).expect_err("none");
        assert_eq!(error.hint(), "did you mean Contoso Prod (1)?");
        let error = by_name("zzz", &visible()).expect_err("none");
        assert!(error.hint().starts_with("this identity sees Contoso Dev (2)"));
        assert!(!error.hint().contains("Old"));
    }
}
