//! Whether the standby's region has quota left for the models that are deployed on the primary only.

use super::models::{Deployed, undeployed};
use super::side::Side;
use crate::catalogue::{self, ModelSkus, QuotaLeft, ReadKind, model_scope};
use crate::estate::index::Index;
use crate::estate::watch::parsed;
use crate::model::{Fact, Provenance, Region, Why};
use std::collections::{BTreeMap, BTreeSet};

/// What each quota is too small for. Known as soon as one is known to be, since one is enough to judge.
pub(super) fn shortfalls(
    index: &Index<'_>,
    primary: &Side<'_>,
    standby: &Side<'_>,
) -> Fact<Vec<String>> {
    undeployed(primary, standby).then(|missing| {
        if missing.is_empty() {
            return Fact::Known(vec![], Provenance::None);
        }
        let account = &standby.account.row;
        account.region.clone().then(|region| {
            let scope = model_scope(&account.id.subscription_scope(), &region);
            let skus = parsed(index, ReadKind::MODELS, &scope, catalogue::model_skus);
            let quota = parsed(index, ReadKind::USAGES, &scope, catalogue::quota_left);
            skus.then(|skus| quota.then(|quota| compare(&missing, &skus, &quota, &region)))
        })
    })
}

fn compare(
    missing: &[Deployed],
    skus: &[ModelSkus],
    quota: &[QuotaLeft],
    region: &Region,
) -> Fact<Vec<String>> {
    let mut needed: BTreeMap<&str, (i64, BTreeSet<String>)> = BTreeMap::new();
    let mut open = None;
    for one in missing {
        let Some(capacity) = one.capacity else { continue };
        match usage_name(one, skus) {
            Some(name) => {
                let (units, models) = needed.entry(name).or_default();
                *units = units.saturating_add(capacity);
                models.insert(one.model.to_string());
            }
            None => open = Some(format!("the quota of {} as {} in {region}", one.model, one.sku)),
        }
    }
    let mut short = Vec::new();
    for (name, (units, models)) in needed {
        match quota.iter().find(|row| row.name.eq_ignore_ascii_case(name)) {
            Some(row) if row.left >= units => {}
            Some(row) => {
                let models = models.into_iter().collect::<Vec<_>>().join(", ");
                let (left, limit) = (row.left, row.limit);
                short.push(format!("{models} needs {units} of {name}, {left} of {limit} are left"));
            }
            None => open = Some(format!("the quota {name} in {region}")),
        }
    }
    match open {
        Some(what) if short.is_empty() => Fact::Missing(Why::Unresolved(what), Provenance::None),
        Some(_) | None => Fact::Known(short, Provenance::None),
    }
}

/// The quota that a deployment would draw on; none if the region doesn't list it, or lists several.
fn usage_name<'s>(deployed: &Deployed, skus: &'s [ModelSkus]) -> Option<&'s str> {
    let version = |row: &&ModelSkus| match (&deployed.model.version, &row.version) {
        (Some(wanted), Some(own)) => own.eq_ignore_ascii_case(wanted),
        (None, _) | (_, None) => true,
    };
    let rows = skus.iter().filter(|row| row.name.eq_ignore_ascii_case(&deployed.model.name));
    let rows: Vec<&ModelSkus> = rows.filter(version).collect();
    let is_for_foundry = |row: &&&ModelSkus| {
        row.account_kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("AIServices"))
    };
    let own: Vec<&ModelSkus> = rows.iter().filter(is_for_foundry).copied().collect();
    let rows = if own.is_empty() { rows } else { own };
    let types = rows.iter().flat_map(|row| &row.skus);
    let types = types.filter(|(sku, _)| sku.eq_ignore_ascii_case(&deployed.sku));
    let names: BTreeSet<&str> = types.filter_map(|(_, name)| name.as_deref()).collect();
    match names.len() {
        1 => names.into_iter().next(),
        _ => None,
    }
}
