//! The sentences of a judgement that the author of a rule can't know: why it is unknown, or doesn't apply.

use crate::condition::{FactRef, Reason, View};
use crate::model::Value;

/// `cannot tell: sku, zone_redundant (the read was denied); locks (the listing was cut short)`: as much as a rule can say. An
/// audit knows the reads behind the facts, and names those.
pub(super) fn unknown(reasons: &[Reason]) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for reason in reasons {
        let why = reason.why.to_string();
        match groups.iter_mut().find(|(other, _)| *other == why) {
            Some((_, facts)) => facts.push(reason.fact),
            None => groups.push((why, vec![reason.fact])),
        }
    }
    let groups: Vec<String> =
        groups.into_iter().map(|(why, facts)| format!("{} ({why})", facts.join(", "))).collect();
    format!("cannot tell: {}", groups.join("; "))
}

/// `does not apply: it holds no agent state`, or in the terms of the rule: `does not apply: mode is basic`.
pub(super) fn not_applicable(facts: &[FactRef], view: &View<'_>) -> String {
    let reason = |fact: &FactRef| {
        let value = view.value_at(fact.at)?;
        Some(match fact.absent {
            Some(words) if is_absence(value) => words.to_owned(),
            Some(_) | None => format!("{} is {}", fact.name, brief(value)),
        })
    };
    let reasons: Vec<String> = facts.iter().filter_map(reason).collect();
    format!("does not apply: {}", reasons.join("; "))
}

/// True if the value tells that something isn't there.
fn is_absence(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::List(values) => values.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Instant(_) | Value::Record(_) => {
            false
        }
    }
}

/// A value in a few words.
fn brief(value: &Value) -> String {
    let values = value.elements();
    if values.len() > 3 || matches!(values.first(), Some(Value::Record(_))) {
        return format!("a list of {}", values.len());
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Why;

    #[test]
    fn reasons_with_one_cause_stand_together() {
        let reason = |fact, why| Reason { fact, why };
        let text = unknown(&[
            reason("sku", Why::Denied),
            reason("locks", Why::Truncated),
            reason("region", Why::Denied),
        ]);
        assert_eq!(
            text,
            "cannot tell: sku, region (the read was denied); locks (the listing was cut short)"
        );
    }
}
