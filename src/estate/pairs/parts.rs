//! What the deployments of a pair hang on beside model and capacity: content filters, the models behind a router, the
//! account that a fine-tuned model comes from. And models on managed compute, which aren't among the deployments.

use super::side::{Side, complete, local};
use crate::catalogue::{self, LocalFacts, ReadKind};
use crate::estate::index::{Index, Single};
use crate::model::{Fact, Provenance, ResourceId, Why};
use std::collections::{BTreeMap, BTreeSet};

/// A deployment as far as it hangs on other things.
struct Deployed {
    name: String,
    model: String,
    filter: Option<String>,
    source: Option<ResourceId>,
    routed: Vec<String>,
}

/// What of it is missing, in words.
pub(super) fn missing(
    index: &Index<'_>,
    primary: &Side<'_>,
    standby: &Side<'_>,
) -> Fact<Vec<String>> {
    deployed(primary).then(|ours| {
        deployed(standby).then(|theirs| {
            let filters = filters(index, &ours, &standby.account.row.id);
            let routed = Fact::Known(routed(&ours, &theirs), Provenance::None);
            let sources = sources(index, ours.iter().chain(&theirs));
            let all = Fact::collect([filters, routed, sources]);
            all.map(|all| all.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect())
        })
    })
}

fn deployed(side: &Side<'_>) -> Fact<Vec<Deployed>> {
    let listing = &side.account.deployments;
    let all = listing.items.iter().map(|(id, facts)| one(id, facts));
    complete(Fact::collect(all), listing)
}

fn one(id: &ResourceId, facts: &LocalFacts) -> Fact<Deployed> {
    let text = |name| local(facts, name).map(|value| value.as_text().map(str::to_owned));
    text("model").then(|model| {
        text("filter").then(|filter| {
            text("source_account").then(|source| {
                local(facts, "routed_models").map(|routed| Deployed {
                    name: id.name().to_owned(),
                    model: model.unwrap_or_default().to_lowercase(),
                    filter,
                    source: source.map(|id| ResourceId::new(&id)),
                    routed: texts(&routed),
                })
            })
        })
    })
}

fn texts(value: &crate::model::Value) -> Vec<String> {
    let items = value.as_list().unwrap_or_default().iter();
    items.filter_map(|one| one.as_text().map(str::to_owned)).collect()
}

/// Filters that the primary's deployments name and the standby hasn't. Microsoft's own are in every account.
fn filters(index: &Index<'_>, ours: &[Deployed], standby: &ResourceId) -> Fact<Vec<String>> {
    let named = ours.iter().filter_map(|one| Some((one, one.filter.as_deref()?)));
    let named: Vec<_> = named.filter(|(_, filter)| !catalogue::is_own_filter(filter)).collect();
    if named.is_empty() {
        return Fact::Known(vec![], Provenance::None);
    }
    let listing = index.list(ReadKind::RAI_POLICIES, standby);
    let there = listing.parse(|body| body.id());
    let has = |filter: &str| there.items.iter().any(|id| id.name().eq_ignore_ascii_case(filter));
    let missing = named.iter().filter(|(_, filter)| !has(filter));
    let missing: Vec<String> =
        missing.map(|(one, filter)| format!("filter {filter} of {}", one.name)).collect();
    match there.lack {
        Some((why, evidence)) if !missing.is_empty() => Fact::Missing(why, evidence),
        Some(_) | None => Fact::Known(missing, there.evidence),
    }
}

/// Models that a router of the primary picks from and no router of the standby. Without a list a router picks from all.
fn routed(ours: &[Deployed], theirs: &[Deployed]) -> Vec<String> {
    let mut missing = Vec::new();
    for one in ours.iter().filter(|one| !one.routed.is_empty()) {
        let same: Vec<&Deployed> = theirs.iter().filter(|other| other.model == one.model).collect();
        // The model itself is missing then, which is another difference.
        if same.is_empty() || same.iter().any(|other| other.routed.is_empty()) {
            continue;
        }
        let there = |model: &&String| {
            same.iter().flat_map(|other| &other.routed).any(|name| name.eq_ignore_ascii_case(model))
        };
        let lost = one.routed.iter().filter(|model| !there(model));
        missing.extend(lost.map(|model| format!("model {model} behind {}", one.name)));
    }
    missing
}

/// Accounts that models come from and that don't exist.
fn sources<'d>(
    index: &Index<'_>,
    deployed: impl Iterator<Item = &'d Deployed>,
) -> Fact<Vec<String>> {
    let named = deployed.filter_map(|one| Some((one, one.source.as_ref()?)));
    let each = named.map(|(one, source)| {
        let listing = index.list(ReadKind::ACCOUNTS, &source.subscription_scope());
        if listing.items.iter().any(|item| item.id().as_ref() == Some(source)) {
            return Fact::Known(None, listing.evidence);
        }
        match listing.lack {
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => {
                let words =
                    format!("source account {} of {}, which is gone", source.name(), one.name);
                Fact::Known(Some(words), listing.evidence)
            }
        }
    });
    Fact::collect(each).map(|all| all.into_iter().flatten().collect())
}

/// Models that the primary has on managed compute and the standby hasn't, with the accelerator where Azure gives one.
pub(super) fn missing_managed(
    index: &Index<'_>,
    primary: &Side<'_>,
    standby: &Side<'_>,
) -> Fact<Vec<String>> {
    managed(index, &primary.account.row.id).then(|ours| {
        if ours.is_empty() {
            return Fact::Known(vec![], Provenance::None);
        }
        managed(index, &standby.account.row.id).map(|theirs| {
            let missing = ours.iter().filter(|(model, _)| !theirs.contains_key(*model));
            missing.map(|(_, words)| words.clone()).collect()
        })
    })
}

/// Models on managed compute in words, by their folded names. Where the provider doesn't know the type there are none.
fn managed(index: &Index<'_>, account: &ResourceId) -> Fact<BTreeMap<String, String>> {
    let listing = index.list(ReadKind::MANAGED_COMPUTE, account);
    if let Some((why, evidence)) = listing.lack {
        return match index.one(ReadKind::PROVIDER, &account.subscription_scope()) {
            Single::Found(body) if catalogue::lists_managed_compute(&body) == Ok(false) => {
                body.fact(Ok(BTreeMap::new()))
            }
            Single::Found(_) | Single::Absent(_) | Single::Lacking(..) | Single::NotAsked => {
                Fact::Missing(why, evidence)
            }
        };
    }
    let row = |item: &catalogue::Body<'_>| -> Result<(String, String), Why> {
        let model = item.text("properties.model")?;
        let words = match item.opt_text("properties.acceleratorType")? {
            Some(accelerator) => format!("{model} on {accelerator}"),
            None => model.clone(),
        };
        Ok((model.to_lowercase(), words))
    };
    Fact::of(listing.items.iter().map(row).collect(), &listing.evidence)
}
