//! The quota of a region, and under which name a model's deployment type draws on it. Names differ by publisher, and no page
//! gives their form, so they are taken from the region's own list of models (`skus[].usageName`).

use super::Body;
use crate::model::Why;

/// The deployment types of a model in a region.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSkus {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The kind of account that it is listed for.
    pub account_kind: Option<String>,
    /// Deployment type and name of the quota that it draws on, if the list gives one.
    pub skus: Vec<(String, Option<String>)>,
}

/// Reads an item of a region's models.
///
/// # Errors
/// If a part of it isn't known.
pub fn model_skus(body: &Body<'_>) -> Result<ModelSkus, Why> {
    let sku = |sku: &Body<'_>| Ok((sku.text("name")?, sku.opt_text("usageName")?));
    Ok(ModelSkus {
        name: body.text("model.name")?,
        version: body.opt_text("model.version")?,
        account_kind: body.opt_text("kind")?,
        skus: body.list("model.skus")?.iter().map(sku).collect::<Result<_, Why>>()?,
    })
}

/// What is left of a quota.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotaLeft {
    /// Its name.
    pub name: String,
    /// Units that are left, of a deployment's capacity.
    pub left: i64,
    /// All units.
    pub limit: i64,
}

/// Reads an item of a region's usages.
///
/// # Errors
/// If a part of it isn't known.
pub fn quota_left(body: &Body<'_>) -> Result<QuotaLeft, Why> {
    let units = |path: &str| {
        let number = body.at(path)?.and_then(serde_json::Value::as_f64).ok_or(Why::Malformed)?;
        whole(number).ok_or(Why::Malformed)
    };
    let limit = units("limit")?;
    let left = limit.saturating_sub(units("currentValue")?);
    Ok(QuotaLeft { name: body.text("name.value")?, left, limit })
}

/// Azure writes whole units as decimals.
fn whole(number: f64) -> Option<i64> {
    format!("{number:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};

    fn body(json: &Json) -> Body<'_> {
        Body::new(json, &[], "1", ReadId(0))
    }

    #[test]
    fn what_is_left_is_the_limit_without_what_is_used() {
        let row = json!({"name": {"value": "OpenAI.Standard.gpt-4o"}, "currentValue": 10.0, "limit": 100.0});
        let quota = quota_left(&body(&row)).expect("a quota");
        assert_eq!((quota.left, quota.limit), (90, 100));
        assert_eq!(
            quota_left(&body(&json!({"name": {"value": "x"}, "limit": 5}))),
            Err(Why::Malformed)
        );
    }
}
