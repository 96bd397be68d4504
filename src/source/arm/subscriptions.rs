//! Which subscriptions a run looks at: ids as they are, names looked up among those that this identity sees.

use super::subscription_error::{SubscriptionError, Visible};
use super::{Answer, Client};
use crate::catalogue::{ReadKind, empty_in};
use crate::model::ResourceId;
use crate::snapshot::{Observation, Outcome};
use crate::source::SourceError;
use crate::text;
use serde_json::Value as Json;
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
    /// Names of subscriptions that were deleted and can't be read any more.
    pub deleted: Vec<String>,
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
    let visible = if needs_list { all_visible(client).await?.0 } else { Vec::new() };
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
    let (visible, deleted) = all_visible(client).await?;
    if visible.is_empty() {
        return Err(SubscriptionError::NoneVisible.into());
    }
    let subscriptions = visible
        .into_iter()
        .map(|found| SubscriptionRef { id: found.id, name: Some(found.name), asked: false })
        .collect();
    let deleted = deleted.iter().map(ToString::to_string).collect();
    Ok(Scope { subscriptions, deleted, ..Scope::default() })
}

/// What this identity sees, or nothing if that can't be read: for the hint of another error.
pub(super) async fn visible_if_readable(client: &Client) -> Vec<Visible> {
    let answer = client.read(ReadKind::SUBSCRIPTIONS, "").await;
    visible_in(&answer).map(|(visible, _)| visible).unwrap_or_default()
}

/// The subscriptions that there are, and those that were deleted.
async fn all_visible(client: &Client) -> Result<(Vec<Visible>, Vec<Visible>), SourceError> {
    let answer = client.read(ReadKind::SUBSCRIPTIONS, "").await;
    client.verdict()?;
    // A second subscription of that name may be in the part that is missing.
    let whole = whole(answer).map_err(SubscriptionError::NoList)?;
    Ok(visible_in(&whole).map_err(SubscriptionError::NoList)?)
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

/// What a list of subscriptions says. One item that isn't understood may be the subscription that fails.
fn visible_in(answer: &Answer) -> Result<(Vec<Visible>, Vec<Visible>), String> {
    let items = answer.body.as_ref().and_then(|body| body["value"].as_array());
    let items = items.ok_or_else(|| "the answer is no list".to_owned())?;
    let (mut visible, mut deleted) = (BTreeSet::new(), BTreeSet::new());
    for (nth, item) in items.iter().enumerate() {
        let (gone, one) = subscription_of(item)
            .ok_or_else(|| format!("item {} of the list isn't understood", nth + 1))?;
        if gone {
            deleted.insert(one)
        } else {
            visible.insert(one)
        };
    }
    let sorted = |of: BTreeSet<(String, String)>| {
        of.into_iter().map(|(name, id)| Visible { id, name }).collect::<Vec<_>>()
    };
    Ok((sorted(visible), sorted(deleted)))
}

/// Name and id of a subscription as the list has it, and whether it was deleted.
fn subscription_of(item: &Json) -> Option<(bool, (String, String))> {
    let id = item["subscriptionId"].as_str().filter(|id| is_segment(id))?.to_lowercase();
    let name = item["displayName"].as_str()?.to_owned();
    let is_same = match &item["id"] {
        Json::Null => true,
        written => written.as_str().and_then(subscription_in).is_some_and(|own| own == id),
    };
    let gone = match &item["state"] {
        Json::Null => false,
        state => state.as_str()?.eq_ignore_ascii_case("Deleted"),
    };
    is_same.then_some((gone, (name, id)))
}

/// The subscription that an id is that of, and not of something in it.
fn subscription_in(id: &str) -> Option<String> {
    let id = ResourceId::parse(id)?;
    id.subscription()
        .filter(|own| id.folded().len() == "/subscriptions/".len() + own.len())
        .map(str::to_owned)
}

/// True for what can be one segment of an id, and nothing else.
pub(super) fn is_segment(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.chars().all(plain) && !matches!(text, "." | "..")
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
    use serde_json::json;

    fn read(body: Json) -> Result<(Vec<Visible>, Vec<Visible>), String> {
        visible_in(&Answer::found("2022-12-01", 1, (body, vec![])))
    }

    #[test]
    fn a_list_with_an_item_that_is_not_understood_is_refused() {
        let good =
            json!({ "id": "/subscriptions/1", "subscriptionId": "1", "displayName": "Prod" });
        for (key, wrong) in [
            ("subscriptionId", json!(null)),
            ("subscriptionId", json!("")),
            ("subscriptionId", json!(7)),
            ("subscriptionId", json!("../2")),
            ("subscriptionId", json!("2")),
            ("displayName", json!(null)),
            ("displayName", json!(["x"])),
            ("id", json!("/subscriptions/2")),
            ("id", json!("/subscriptions/1/resourceGroups/g")),
            ("id", json!("")),
            ("state", json!(1)),
        ] {
            let mut bad = good.clone();
            bad[key] = wrong;
            let said = read(json!({ "value": [good, bad] })).expect_err("an item");
            assert_eq!(said, "item 2 of the list isn't understood", "{bad}");
        }
        for body in [json!({}), json!({ "value": {} }), json!({ "value": [null] })] {
            assert!(read(body).is_err());
        }
        assert_eq!(read(json!({ "value": [good, good] })).map(|(of, _)| of.len()), Ok(1));
    }

    fn visible() -> Vec<Visible> {
        let body: Json = json!({ "value": [
            { "subscriptionId": "1", "displayName": "Contoso Prod", "state": "Enabled" },
            { "subscriptionId": "2", "displayName": "Contoso Dev", "state": "Disabled" },
            { "subscriptionId": "3", "displayName": "contoso dev", "state": "Enabled" },
            { "subscriptionId": "4", "displayName": "Old", "state": "deleted" },
        ]});
        let (visible, deleted) = read(body).expect("all are understood");
        assert_eq!(deleted.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Old (4)"]);
        visible
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
