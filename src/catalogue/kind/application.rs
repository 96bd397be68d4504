//! An agent application of a project: agents under one address, with an identity and deployments of their own. Sources:
//! Microsoft, Agent applications, 2026-06-19; types of API 2026-07-01.

use super::row::KindRow;
use crate::catalogue::fact::{FactRow, computed, field, joined, local_facts, nullable, text};
use crate::catalogue::facts::{GROUPED, NAMED, ROLES};
use crate::catalogue::{Body, LocalFacts, ReadKind};
use crate::model::FactType::{Bool, Records, Text, Texts};
use crate::model::{Fact, Field, ResourceId, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, FACTS],
    bodies: &[ReadKind::APPLICATIONS],
    dependency: None,
};

const IDENTITY: &str = "properties.defaultInstanceIdentity";

const FACTS: &[FactRow] = &[
    joined("project", Text, "name of its project"),
    computed("enabled", Bool, &["properties.isEnabled"], enabled, "it takes requests; unknown where Azure doesn't say"),
    text("provisioning_state", "properties.provisioningState", "state of the last operation, e.g. `Succeeded`"),
    computed("provisioned", Bool, &["properties.provisioningState"], provisioned, "the last operation has ended as Succeeded"),
    text("identity_state", "properties.defaultInstanceIdentity.provisioningState", "state of its identity, e.g. `Creating`"),
    computed("identity_provisioned", Bool, &["properties.defaultInstanceIdentity.provisioningState"], identity_provisioned, "its identity is Succeeded"),
    joined("running", Bool, "one of its deployments is Running").from(DEPLOYED),
    joined("deployment_states", Texts, "its deployments with their state; those that are known").from(DEPLOYED),
    joined("stopped_deployments", Texts, "names of its deployments that are Stopped; those that are known").from(DEPLOYED),
    joined("cold_deployments", Texts, "names of its hosted deployments that may go down to no replica (minReplicas is 0)").from(DEPLOYED),
    joined("essential", Bool, "a declared workload names its project"),
    joined("missing_tool_roles", Records(TOOL_ROLE), "roles that the shared agent identity of its project holds and its own identity doesn't hold at the same scope or a wider one; those that are known").from(ROLES),
    joined("missing_tool_roles_complete", Bool, "`missing_tool_roles` holds all there are; unknown where one may be missing").from(ROLES),
];

const DEPLOYED: &[ReadKind] = &[ReadKind::AGENT_DEPLOYMENTS];

const TOOL_ROLE: &[Field] =
    &[field("right", Text), field("role", Text), field("scope", Text), nullable("principal", Text)];

/// An agent application.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its id.
    pub id: ResourceId,
    /// Object id of its identity in lower case, if it has one.
    pub principal: Fact<Option<String>>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads an application.
#[must_use]
pub fn application(body: &Body<'_>) -> Option<Application> {
    let principal = body.opt_text(&format!("{IDENTITY}.principalId"));
    Some(Application {
        id: body.id()?,
        principal: body.fact(principal.map(|id| id.map(|id| id.to_lowercase()))),
        facts: local_facts(ROW.facts, None, body),
    })
}

/// A deployment of an application.
#[derive(Clone, Debug)]
pub struct AgentDeployment {
    /// Its name.
    pub name: String,
    /// `Running`, `Stopped`, `Failed`, …
    pub state: String,
    /// True for a hosted one that may go down to no replica.
    pub cold: bool,
}

impl AgentDeployment {
    /// Whether it is in a state, in any case.
    #[must_use]
    pub fn is(&self, state: &str) -> bool {
        self.state.eq_ignore_ascii_case(state)
    }
}

/// The states that the type names.
const STATES: [&str; 8] =
    ["Deleted", "Deleting", "Failed", "Running", "Starting", "Stopped", "Stopping", "Updating"];

/// Reads a deployment of an application.
///
/// # Errors
/// If its state isn't known, or if it is hosted and its replicas aren't.
pub fn agent_deployment(body: &Body<'_>) -> Result<AgentDeployment, Why> {
    let state = body.text("properties.state")?;
    if !STATES.iter().any(|known| known.eq_ignore_ascii_case(&state)) {
        return Err(Why::Unresolved(format!("the state {state} of an agent deployment")));
    }
    let ty = body.text("properties.deploymentType")?;
    let cold = match ty.to_lowercase().as_str() {
        "managed" => false,
        "hosted" => body.opt_int("properties.minReplicas")?.ok_or(Why::Malformed)? < 1,
        _ => return Err(Why::Unresolved(format!("the type {ty} of an agent deployment"))),
    };
    let id = body.id().ok_or(Why::Malformed)?;
    Ok(AgentDeployment { name: id.name().to_owned(), state, cold })
}

fn enabled(body: &Body<'_>) -> Result<Value, Why> {
    Ok(body.opt_flag("properties.isEnabled")?.ok_or(Why::Malformed)?.into())
}

fn provisioned(body: &Body<'_>) -> Result<Value, Why> {
    is_succeeded(&body.text("properties.provisioningState")?)
}

fn identity_provisioned(body: &Body<'_>) -> Result<Value, Why> {
    is_succeeded(&body.text(&format!("{IDENTITY}.provisioningState"))?)
}

fn is_succeeded(state: &str) -> Result<Value, Why> {
    match state.to_lowercase().as_str() {
        "succeeded" => Ok(true.into()),
        "failed" | "canceled" | "creating" | "updating" | "deleting" => Ok(false.into()),
        _ => Err(Why::Unresolved(format!("the state {state}"))),
    }
}
