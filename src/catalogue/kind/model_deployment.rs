//! A model deployment of a Foundry account.

use super::row::KindRow;
use crate::catalogue::ReadKind;
use crate::catalogue::fact::{FactRow, computed, joined, local_facts, opt_int, opt_text, text};
use crate::catalogue::facts::{GROUPED, NAMED};
use crate::catalogue::{Body, LocalFacts};
use crate::model::FactType::{Bool, Instant, Int, Text, Texts};
use crate::model::{ResourceId, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, FACTS, MODEL],
    bodies: &[ReadKind::DEPLOYMENTS],
    dependency: None,
};

const FACTS: &[FactRow] = &[
    joined("account", Text, "name of its Foundry account"),
    text("sku", "sku.name", "deployment type, e.g. `GlobalStandard`"),
    computed(
        "routing",
        Text,
        &["sku.name"],
        routing,
        "where its requests are served, by the deployment type: `global`, `data-zone`, `region`; `batch` and `developer` for those types; unknown for a type that isn't known",
    ),
    opt_int("capacity", "sku.capacity", "units of capacity, null if Azure gives none"),
    text("model", "properties.model.name", "model name"),
    opt_text(
        "model_version",
        "properties.model.version",
        "model version, null if Azure gives none",
    ),
    text(
        "provisioning_state",
        "properties.provisioningState",
        "state of the last operation, e.g. `Succeeded`",
    ),
    computed(
        "running_capacity",
        Int,
        &["properties.deploymentState", "properties.provisioningState", "sku.capacity"],
        running_capacity,
        "the units that serve requests; 0 if it is paused or its last operation didn't succeed",
    ),
];

const MODEL: &[FactRow] = &[
    opt_text("model_format", "properties.model.format", "publisher of the model, e.g. `OpenAI`, null if Azure gives none"),
    joined("model_lifecycle", Text, "`Stable`, `GenerallyAvailable`, `Preview`, `Legacy`, `Deprecating` or `Deprecated`, as the region lists model and version; unknown if it doesn't").from(&[ReadKind::MODELS]),
    opt_text("filter", "properties.raiPolicyName", "name of its content filter, a child of the account; null if Azure gives none"),
    opt_text("source_account", "properties.model.sourceAccount", "id of the account that its model comes from, null if it comes from Microsoft's catalogue"),
    computed("routed_models", Texts, &["properties.routing.models[].name"], routed_models, "the models that a router picks from; empty if it is none, or picks from all of its version"),
    joined("model_retires_at", Instant, "the first date on which calls to it end, by what the region lists for model and version or for its own deployment type; null if Azure gives none").from(&[ReadKind::MODELS]).nullable(),
    joined("listed_as_retired", Bool, "the region is known to list the version as `Deprecated`; false where its state isn't known").from(&[ReadKind::MODELS]),
    opt_text("upgrade_option", "properties.versionUpgradeOption", "versionUpgradeOption, e.g. `NoAutoUpgrade`, null if Azure gives none"),
];

/// Reads a model deployment.
#[must_use]
pub fn deployment(body: &Body<'_>) -> Option<(ResourceId, LocalFacts)> {
    Some((body.id()?, local_facts(ROW.facts, None, body)))
}

/// The states of a deployment in the published types.
const STATES: &[&str] =
    &["Succeeded", "Accepted", "Creating", "Deleting", "Moving", "Failed", "Disabled", "Canceled"];

/// The capacity that serves requests: none of a paused deployment, and none unless the last operation succeeded.
fn running_capacity(body: &Body<'_>) -> Result<Value, Why> {
    let state = body.word_or("properties.deploymentState", "Running", &["Running", "Paused"])?;
    let done = body.word("properties.provisioningState", STATES)?;
    if state == "Paused" || done != "Succeeded" {
        return Ok(0.into());
    }
    let what = || Why::Unresolved("the capacity of the deployment".into());
    Ok(body.opt_int("sku.capacity")?.ok_or_else(what)?.into())
}

/// The names that filters of Microsoft's own begin with (`Microsoft.DefaultV2`): every account has them.
const OWN_FILTERS: &str = "microsoft.";

/// True for a content filter of Microsoft's own.
#[must_use]
pub fn is_own_filter(name: &str) -> bool {
    name.to_lowercase().starts_with(OWN_FILTERS)
}

fn routed_models(body: &Body<'_>) -> Result<Value, Why> {
    if body.at("properties.routing")?.is_none() {
        return Ok(Value::texts([""; 0]));
    }
    let models = body.list("properties.routing.models")?;
    let names = models.iter().map(|one| one.text("name"));
    Ok(names.collect::<Result<Vec<_>, _>>()?.into())
}

/// Where a deployment's requests are served. The schema leaves the names of the types open, so one that Microsoft's page
/// of deployment types doesn't list is unknown.
fn routing(body: &Body<'_>) -> Result<Value, Why> {
    let name = body.text("sku.name")?;
    let routing = match name.to_lowercase().as_str() {
        "globalstandard" | "globalprovisionedmanaged" => "global",
        "datazonestandard" | "datazoneprovisionedmanaged" => "data-zone",
        "standard" | "provisionedmanaged" => "region",
        "globalbatch" | "datazonebatch" => "batch",
        "developertier" => "developer",
        _ => return Err(Why::Unresolved(format!("the deployment type {name}"))),
    };
    Ok(routing.into())
}
