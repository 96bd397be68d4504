//! `[[workload]]`: which account runs what, and which one takes over. Azure knows nothing of it, so what is said here is
//! what the pair rules judge by. Whether the accounts exist is told when the estate has been read.

use super::Reader;
use super::fields::{Fields, Placed};
use crate::model::{ResourceId, Strategy, Workload};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::DeTable;

/// Keys of `[[workload]]`.
const WORKLOAD: [&str; 6] =
    ["name", "primary", "standby", "strategy", "projects", "recovery_region"];

/// The longest name.
const LONGEST: usize = 64;

impl Reader<'_> {
    pub(super) fn workload(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let mut fields = Fields::new(table, span.clone(), "[[workload]]", &WORKLOAD);
        let name = self.workload_name(&mut fields);
        let primary = account(&mut fields, "primary");
        let primary =
            fields.require("primary", primary, "name or id of the Foundry account that runs it");
        let standby = account(&mut fields, "standby");
        let strategy = strategy(&mut fields);
        fits(&mut fields, primary.as_ref(), standby.as_ref(), strategy);
        let projects = projects(&mut fields);
        let recovery_region = fields.text("recovery_region").map(|region| region.value);
        self.finish(fields);
        if let (Some(name), Some(primary), Some(strategy)) = (name, primary, strategy) {
            self.config.workloads.push(Workload {
                name: name.value,
                primary: primary.value,
                standby: standby.map(|standby| standby.value),
                strategy,
                projects,
                recovery_region,
                place: self.place(span.start).to_string(),
            });
        }
    }

    /// A name that can stand in an id: `workload:<name>`. Two workloads can't have the same.
    fn workload_name(&mut self, fields: &mut Fields<'_, '_>) -> Option<Placed<String>> {
        const HINT: &str =
            "letters, digits, `-`, `_` and `.`, at most 64, beginning with a letter or digit";
        let name = fields.needed("name", HINT)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let fits = name.value.len() <= LONGEST
            && name.value.chars().all(plain)
            && name.value.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !fits {
            let message = format!("`{}` can't name a workload", name.value);
            fields.report(&name.span, message, HINT);
            return None;
        }
        let what = format!("workload {}", name.value.to_lowercase());
        let is_first = self.is_first(fields, &name.span, what, |first| {
            let message = format!("a second workload `{}`, after {first}", name.value);
            (message, "give it a name of its own")
        });
        is_first.then_some(name)
    }
}

/// A Foundry account by name or id.
fn account(fields: &mut Fields<'_, '_>, key: &str) -> Option<Placed<String>> {
    let text = fields.text(key)?;
    let ty = ResourceId::new(&text.value).resource_type();
    let is_account = ty.as_deref() == Some("microsoft.cognitiveservices/accounts")
        && ResourceId::looks_like_one(&text.value);
    if text.value.contains('/') && !is_account {
        let message = format!("`{key}` is no id of a Foundry account");
        let hint = "write the account's name, or its id: /subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…";
        fields.report(&text.span, message, hint);
        return None;
    }
    Some(text)
}

fn strategy(fields: &mut Fields<'_, '_>) -> Option<Strategy> {
    let strategy = fields.choice("strategy", &Strategy::ALL, Strategy::as_str);
    let strategy = fields.require(
        "strategy",
        strategy,
        "hot-hot, hot-warm, hot-cold, or none if there is no standby by decision",
    )?;
    Some(strategy.value)
}

/// Standby and strategy must agree, and an account can't stand by for itself.
fn fits(
    fields: &mut Fields<'_, '_>,
    primary: Option<&Placed<String>>,
    standby: Option<&Placed<String>>,
    strategy: Option<Strategy>,
) {
    let written = fields.get("standby").is_some();
    match (strategy, standby) {
        (Some(Strategy::None), Some(standby)) => fields.report(
            &standby.span,
            "a workload with strategy `none` has no `standby`",
            "take one of the two out",
        ),
        (Some(Strategy::HotHot | Strategy::HotWarm | Strategy::HotCold), None) if !written => {
            let span = fields.span.clone();
            fields.report(
                &span,
                "`standby` is missing",
                "name the Foundry account that takes over; if there is none by decision, write strategy = \"none\" and sign a waiver for FDR-MRG-001",
            );
        }
        (Some(_) | None, Some(_) | None) => {}
    }
    if let (Some(primary), Some(standby)) = (primary, standby)
        && ResourceId::new(&primary.value) == ResourceId::new(&standby.value)
    {
        fields.report(
            &standby.span,
            "primary and standby are the same account",
            "name an account in another region",
        );
    }
}

fn projects(fields: &mut Fields<'_, '_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for name in fields.texts("projects") {
        if seen.insert(name.value.to_lowercase()) {
            names.push(name.value);
        } else {
            let message = format!("project `{}` is there twice", name.value);
            fields.report(&name.span, message, "take it out");
        }
    }
    names
}
