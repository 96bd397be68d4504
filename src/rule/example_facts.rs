//! Facts of an example: from JSON to values of the declared types.

use crate::catalogue::catalogue;
use crate::condition::unknown_fact;
use crate::model::{Fact, FactType, Field, Kind, Provenance, Value, Why};
use crate::text::SpanError;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// All facts of a kind: those that are given, and the others as not read.
///
/// # Errors
/// At the first fact that doesn't exist or has another type; its place is of no use.
pub(super) fn facts(kind: Kind, given: &BTreeMap<String, Json>) -> Result<Vec<Fact>, SpanError> {
    let specs = catalogue().facts(kind);
    for name in given.keys() {
        if !specs.iter().any(|spec| spec.name == name) {
            return Err(unknown_fact(kind, name, 0..0));
        }
    }
    specs
        .iter()
        .map(|spec| match given.get(spec.name) {
            None => Ok(Fact::Missing(Why::NotRead, Provenance::None)),
            Some(json) => value(spec.ty, spec.nullable, json)
                .map(|value| Fact::Known(value, Provenance::None))
                .map_err(|problem| SpanError::new(0..0, format!("`{}` {problem}", spec.name))),
        })
        .collect()
}

/// A value of a type.
///
/// # Errors
/// What is wrong, as the end of a sentence.
fn value(ty: FactType, nullable: bool, json: &Json) -> Result<Value, String> {
    let wrong = || format!("is {}: {json} isn't", ty.label());
    match (ty, json) {
        (_, Json::Null) if nullable => Ok(Value::Null),
        (_, Json::Null) => Err("is never null; to make it missing, leave it out".into()),
        (FactType::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
        (FactType::Int, Json::Number(value)) => value.as_i64().map(Value::Int).ok_or_else(wrong),
        (FactType::Text, Json::String(value)) => Ok(Value::text(value)),
        (FactType::Instant, Json::String(text)) => {
            OffsetDateTime::parse(text, &Rfc3339).map(Value::Instant).map_err(|_| wrong())
        }
        (FactType::Texts, Json::Array(values)) => {
            list(values, |json| value(FactType::Text, false, json))
        }
        (FactType::Records(fields), Json::Array(values)) => {
            list(values, |json| record(fields, json))
        }
        (
            FactType::Bool
            | FactType::Int
            | FactType::Text
            | FactType::Instant
            | FactType::Texts
            | FactType::Records(_),
            _,
        ) => Err(wrong()),
    }
}

fn list(values: &[Json], each: impl Fn(&Json) -> Result<Value, String>) -> Result<Value, String> {
    let values: Result<Vec<Value>, String> = values.iter().map(each).collect();
    Ok(values?.into())
}

/// A record with all its declared fields; those that may be null can be left out.
fn record(fields: &[Field], json: &Json) -> Result<Value, String> {
    let Json::Object(given) = json else {
        return Err(format!("holds records: {json} isn't one"));
    };
    if let Some(name) = given.keys().find(|name| fields.iter().all(|field| field.name != **name)) {
        return Err(format!("has records without a field `{name}`"));
    }
    let mut record = BTreeMap::new();
    for field in fields {
        let json = given.get(field.name).unwrap_or(&Json::Null);
        let value = value(field.ty, field.nullable, json)
            .map_err(|problem| format!("has a record in which `{}` {problem}", field.name))?;
        record.insert(field.name, value);
    }
    Ok(Value::Record(Arc::new(record)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn given(json: Json) -> Result<Vec<Fact>, SpanError> {
        let given = serde_json::from_value(json).expect("an object");
        facts(Kind::CosmosAccount, &given)
    }

    #[test]
    fn facts_have_their_declared_types() {
        let facts = given(json!({
            "continuous_backup": true,
            "backup_migration_since": "2026-01-01T00:00:00Z",
            "regions": [{"region": "x", "priority": 0, "zone_redundant": true, "ready": true}],
            "consistency": null,
        }))
        .expect("well typed");
        let specs = catalogue().facts(Kind::CosmosAccount);
        for (spec, fact) in specs.iter().zip(&facts) {
            let fits = fact.known().is_none_or(|value| {
                spec.ty.admits(value) || (spec.nullable && *value == Value::Null)
            });
            assert!(fits, "{}: {fact:?}", spec.name);
        }
        assert_eq!(facts.iter().filter(|fact| fact.known().is_some()).count(), 4);
    }

    #[test]
    fn wrong_types_and_names_are_refused() {
        for wrong in [
            json!({"continuous_backup": "yes"}),
            json!({"continuous_backup": null}),
            json!({"backup_migration_since": "yesterday"}),
            json!({"regions": [{"region": "x"}]}),
            json!({"regions": [{"region": "x", "priority": 0, "zone_redundant": true, "ready": true, "x": 1}]}),
            json!({"sql_databases": [1]}),
            json!({"continous_backup": true}),
        ] {
            assert!(given(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
