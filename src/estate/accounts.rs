//! What a Foundry account's projects and model deployments say about the account.

use super::graph::AccountNode;
use crate::model::{Fact, Provenance, Value};

/// The mode of a project, and whether something names a store for it.
pub(super) type Mode = (Fact<String>, Fact<bool>);

/// The account's facts that follow from its projects and deployments. `modes` holds one entry for each known project: its mode, and
/// whether something names a store for it.
pub(super) fn facts(account: &AccountNode, modes: Vec<Mode>) -> Vec<(&'static str, Fact)> {
    let deployments = &account.deployments;
    let developer = deployments
        .items
        .iter()
        .filter(|(_, facts)| matches!(is_developer(facts), Fact::Known(true, _)));
    let names = Value::set(developer.map(|(id, _)| id.name()));
    let any = deployments.items.iter().map(|(_, facts)| is_developer(facts));
    let any = Fact::any(any.chain(deployments.rest()));
    vec![
        ("holds_agent_state", has_projects(account).erase()),
        ("mixes_modes", mixes_modes(account, modes).erase()),
        ("deployments", deployments.count().erase()),
        ("developer_deployments", Fact::Known(names, deployments.evidence.clone())),
        ("has_developer_deployment", any.erase()),
    ]
}

/// Whether the account has a project: one that is known settles it, an incomplete list leaves it open.
pub(super) fn has_projects(account: &AccountNode) -> Fact<bool> {
    let projects = &account.projects;
    match projects.items.is_empty() {
        false => Fact::Known(true, projects.evidence.clone()),
        true => projects.fact(false),
    }
}

/// One project of each mode that is known settles it.
fn mixes_modes(account: &AccountNode, modes: Vec<Mode>) -> Fact<bool> {
    let any = |found: Vec<Fact<bool>>| Fact::any(found.into_iter().chain(account.projects.rest()));
    let standard = modes.iter().map(|(mode, _)| mode.as_ref().map(|mode| mode == "standard"));
    let basic = modes.iter().map(|(_, named)| named.clone().map(|named| !named));
    Fact::all([any(standard.collect()), any(basic.collect())])
}

fn is_developer(facts: &[(&'static str, Fact)]) -> Fact<bool> {
    let routing = facts.iter().find(|(name, _)| *name == "routing");
    match routing {
        Some((_, fact)) => fact.clone().map(|routing| routing.as_text() == Some("developer")),
        None => Fact::Missing(crate::model::Why::NotRead, Provenance::None),
    }
}
