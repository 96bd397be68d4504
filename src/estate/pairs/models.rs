//! The model deployments of a pair.

use super::difference::{CapacityUnit, Compared, Difference, Differences, Model};
use super::side::{Side, complete, local};
use crate::catalogue::LocalFacts;
use crate::model::{Fact, Provenance, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A deployment for real-time use.
pub(super) struct Deployed {
    pub(super) model: Model,
    /// The deployment type, in lower case.
    pub(super) sku: String,
    unit: CapacityUnit,
    /// None if it doesn't run.
    pub(super) capacity: Option<i64>,
}

/// Whether an account has deployments for real-time use.
pub(super) fn has_deployments(side: &Side<'_>) -> Fact<bool> {
    deployed(side).map(|all| !all.is_empty())
}

/// The models that an account has in provisioned deployments.
pub(super) fn provisioned(side: &Side<'_>) -> Fact<Vec<Model>> {
    deployed(side).map(|all| {
        let models: BTreeSet<Model> = provisioned_in(&all).map(|one| one.model.clone()).collect();
        models.into_iter().collect()
    })
}

/// Models of the primary that the standby hasn't.
pub(super) fn missing(primary: &Side<'_>, standby: &Side<'_>) -> Differences {
    undeployed(primary, standby).map(|missing| listed(missing.iter(), Compared::Model))
}

/// The primary's deployments of models that the standby hasn't.
pub(super) fn undeployed(primary: &Side<'_>, standby: &Side<'_>) -> Fact<Vec<Deployed>> {
    both(primary, standby).map(|(mut ours, theirs)| {
        ours.retain(|one| !theirs.iter().any(|other| one.model.is_same(&other.model)));
        ours
    })
}

/// Models that the primary has in provisioned deployments without a running standard deployment on the standby.
pub(super) fn without_fallback(primary: &Side<'_>, standby: &Side<'_>) -> Differences {
    both(primary, standby).map(|(ours, theirs)| {
        let falls_back = |one: &Deployed| {
            theirs.iter().any(|other| {
                other.unit == CapacityUnit::Standard
                    && other.capacity.is_some()
                    && one.model.is_same(&other.model)
            })
        };
        let without = provisioned_in(&ours).filter(|one| !falls_back(one));
        listed(without, Compared::Fallback)
    })
}

/// Models that both have, with less capacity on the standby. Of a model that the standby has only in units of the other
/// type nothing can be said.
pub(super) fn shortfalls(primary: &Side<'_>, standby: &Side<'_>) -> Differences {
    both(primary, standby).map(|(ours, theirs)| {
        let (needed, there) = (capacities(&ours), capacities(&theirs));
        let short = needed.into_iter().filter_map(|((model, unit), needed)| {
            let there = *there.get(&(model.clone(), unit))?;
            (there < needed).then_some(Difference {
                what: Compared::Capacity { model, unit },
                primary: Some(Value::Int(needed)),
                standby: Some(Value::Int(there)),
            })
        });
        short.collect()
    })
}

/// The running units of each model.
fn capacities(deployed: &[Deployed]) -> BTreeMap<(String, CapacityUnit), i64> {
    let mut units = BTreeMap::new();
    for one in deployed {
        let entry = units.entry((one.model.name.to_lowercase(), one.unit));
        *entry.or_default() += one.capacity.unwrap_or_default();
    }
    units
}

/// Each model once.
fn listed<'a>(
    deployed: impl Iterator<Item = &'a Deployed>,
    what: fn(Model) -> Compared,
) -> Vec<Difference> {
    let models: BTreeSet<&Model> = deployed.map(|one| &one.model).collect();
    let difference = |model: &Model| {
        let version = Value::from(model.version.clone());
        Difference::missing(what(model.clone()), version)
    };
    models.into_iter().map(difference).collect()
}

fn provisioned_in(deployed: &[Deployed]) -> impl Iterator<Item = &Deployed> {
    let is_provisioned = |one: &&Deployed| one.unit == CapacityUnit::Provisioned;
    deployed.iter().filter(is_provisioned)
}

fn both(primary: &Side<'_>, standby: &Side<'_>) -> Fact<(Vec<Deployed>, Vec<Deployed>)> {
    deployed(primary).then(|ours| deployed(standby).map(|theirs| (ours, theirs)))
}

fn deployed(side: &Side<'_>) -> Fact<Vec<Deployed>> {
    let listing = &side.account.deployments;
    let all = Fact::collect(listing.items.iter().map(|(_, facts)| one_deployed(facts)));
    complete(all, listing).map(|all| all.into_iter().flatten().collect())
}

/// None for batch and developer deployments: agents don't answer from them.
fn one_deployed(facts: &LocalFacts) -> Fact<Option<Deployed>> {
    local(facts, "routing").then(|routing| {
        if !matches!(routing.as_text(), Some("global" | "data-zone" | "region")) {
            return Fact::Known(None, Provenance::None);
        }
        local(facts, "sku").then(|sku| {
            local(facts, "model").then(|name| {
                local(facts, "model_version").then(|version| {
                    local(facts, "running_capacity").map(|capacity| {
                        let sku = sku.as_text().unwrap_or_default().to_lowercase();
                        Some(Deployed {
                            model: Model {
                                name: name.as_text().unwrap_or_default().to_owned(),
                                version: version.as_text().map(str::to_owned),
                            },
                            unit: match sku.contains("provisioned") {
                                true => CapacityUnit::Provisioned,
                                false => CapacityUnit::Standard,
                            },
                            sku,
                            capacity: capacity.as_int().filter(|units| *units > 0),
                        })
                    })
                })
            })
        })
    })
}
