//! The steps from a Storage account's redundancy to the next better one, for remedies. Geo redundancy is an update, zones are
//! a conversion that Azure carries out when it can (Change how a storage account is replicated, redundancy-migration). The
//! update comes first: an account that has been converted to ZRS would need a second round.

use crate::estate::drafting::Facts;
use crate::model::{Fact, Value};

/// `geo_update_sku`, `conversion_sku` and `target_sku`.
pub(super) fn steps(facts: &Facts) -> Vec<(&'static str, Fact)> {
    let paired = facts.get("region_pair").map(|pair| pair != Value::Null);
    let zoned = facts.get("region_has_zones").map(|zones| zones == Value::Bool(true));
    let kind = facts.get("account_kind");
    let sku = facts.get("sku");
    let update = sku.clone().then(|sku| {
        let next = geo_update(sku.as_text().unwrap_or_default());
        paired.clone().map(|paired| next.filter(|_| paired))
    });
    let conversion = update.clone().then(|update| {
        sku.then(|sku| {
            let now = update.unwrap_or_else(|| sku.as_text().unwrap_or_default());
            let next = conversion(now);
            zoned.then(|zoned| {
                kind.map(|kind| {
                    let general = kind.as_text().is_some_and(|kind| is(kind, "StorageV2"));
                    next.filter(|_| zoned && general)
                })
            })
        })
    });
    let target = conversion.clone().then(|last| update.clone().map(|first| last.or(first)));
    let fact = |step: Fact<Option<&'static str>>| step.map(|sku| sku.map(str::to_owned)).erase();
    vec![
        ("geo_update_sku", fact(update)),
        ("conversion_sku", fact(conversion)),
        ("target_sku", fact(target)),
    ]
}

fn geo_update(sku: &str) -> Option<&'static str> {
    let steps = [("Standard_LRS", "Standard_GRS"), ("Standard_ZRS", "Standard_GZRS")];
    steps.iter().find(|(from, _)| is(from, sku)).map(|(_, to)| *to)
}

fn conversion(sku: &str) -> Option<&'static str> {
    let steps = [
        ("Standard_LRS", "Standard_ZRS"),
        ("Standard_GRS", "Standard_GZRS"),
        ("Standard_RAGRS", "Standard_RAGZRS"),
    ];
    steps.iter().find(|(from, _)| is(from, sku)).map(|(_, to)| *to)
}

fn is(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
