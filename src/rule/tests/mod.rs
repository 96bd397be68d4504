//! Tests of rules as a whole: a file goes in, judgements come out.

mod fixtures;
mod judging;
mod loading;
mod mutants;
mod remedies;

use super::{Judgement, Library, Rule, RuleError};
use crate::catalogue::catalogue;
use crate::condition::{View, bind, root};
use crate::estate::Presence;
use crate::model::{Fact, Kind, Provenance, Value, Why};
use time::macros::datetime;

/// A rule as a user would write one.
const SAMPLE: &str = r#"+++
id = "ACME-ZON-001"
title = "Storage account survives the loss of a zone"
kinds = ["storage-account"]
pillar = "ZON"
class = "check"
severity = "high"
when = "holds_agent_state && region_has_zones"
check = "zone_redundant"
provenance = "doc"
cites = ["https://learn.microsoft.com/azure/reliability/reliability-storage-blob"]

[message]
pass = "SKU {sku} spans the zones of {region}"
fail = "SKU {sku} keeps all copies in one zone of {region}"
+++

## What it checks

The redundancy of the account.

## Why it matters

A zone that burns takes an LRS account with it.

## How to fix

Convert {name} to a SKU
that names ZRS.

```azcli
az storage account migration start --account-name {name} -g {resource_group} --sku Standard_ZRS --no-wait
```

```bicep
sku: { name: 'Standard_ZRS' } // {name} is now {sku}
```

## Limits

It sees the SKU only.

## Examples

```json pass "ZRS"
{"facts": {"holds_agent_state": true, "region_has_zones": true, "zone_redundant": true, "sku": "Standard_ZRS"}}
```

```json fail "LRS"
{"facts": {"holds_agent_state": true, "region_has_zones": true, "zone_redundant": false}}
```

```json unknown "nobody read the account"
{"facts": {"holds_agent_state": true, "region_has_zones": true}}
```

```json not-applicable "no agent state"
{"facts": {"holds_agent_state": false, "region_has_zones": true}}
```
"#;

/// Loads one rule.
fn load(text: &str) -> Result<Library, Vec<RuleError>> {
    let mut library = Library::default();
    library.add(&[("my/rule.md".to_owned(), text.to_owned())])?;
    Ok(library)
}

/// The sample with another line in place of the one that starts so.
fn with(start: &str, line: &str) -> String {
    let lines: Vec<&str> =
        SAMPLE.lines().map(|old| if old.starts_with(start) { line } else { old }).collect();
    lines.join("\n")
}

/// The sample with another condition.
fn checking(check: &str) -> String {
    with("check =", &format!("check = {}", serde_json::json!(check)))
}

/// A rule for element by element.
fn each_rule() -> String {
    SAMPLE
        .replace("when = \"holds_agent_state && region_has_zones\"\n", "each = \"locks\"\nkey = \"name\"\n")
        .replace("check = \"zone_redundant\"", "check = \"it.level == 'CanNotDelete' || zone_redundant\"")
        .replace("SKU {sku} spans the zones of {region}", "lock {it.name} is fine")
        .replace("SKU {sku} keeps all copies in one zone of {region}", "lock {it.name} on {name} is {it.level}")
        .replace("not-applicable \"no agent state\"\n{\"facts\": {\"holds_agent_state\": false, \"region_has_zones\": true}}", "unknown \"no locks\"\n{\"facts\": {}}")
        .replace("--sku Standard_ZRS", "--lock {it.name}")
}

/// The facts of a kind: those given, the others denied.
fn facts(kind: Kind, known: &[(&str, Value)]) -> Vec<Fact> {
    catalogue()
        .facts(kind)
        .iter()
        .map(|spec| {
            let given = known.iter().find(|(name, _)| *name == spec.name);
            match given {
                Some((_, value)) => Fact::Known(value.clone(), Provenance::None),
                None => Fact::Missing(Why::Denied, Provenance::None),
            }
        })
        .collect()
}

/// Judges a Storage account with these facts.
fn judge_as(rule: &Rule, known: &[(&str, Value)], presence: &Presence) -> Vec<Judgement> {
    let facts = facts(Kind::StorageAccount, known);
    let view = View { kind: Kind::StorageAccount, facts: &facts, presence };
    let root = root(datetime!(2026-01-01 0:00 UTC));
    let part = rule.program.of(view.kind).expect("the rule's kind");
    let scope = bind(&root, &view, part.reads.iter().copied());
    rule.judge(&scope, &view)
}

/// Judges one that was read.
fn judge(text: &str, known: &[(&str, Value)]) -> Vec<Judgement> {
    let library = load(text).unwrap_or_else(|errors| panic!("{errors:#?}"));
    judge_as(&library.rules()[0], known, &Presence::Found)
}

/// A lock as a fact's value.
fn lock(name: &str, level: &str) -> Value {
    Value::record([
        ("name", name.into()),
        ("level", level.into()),
        ("scope", "/subscriptions/s".into()),
        ("inherited", false.into()),
    ])
}
