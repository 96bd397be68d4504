//! Facts of the stores that agents keep their state in.

use crate::catalogue::fact::{FactRow, joined};
use crate::catalogue::{Body, naming};
use crate::model::FactType::{Bool, Texts};
use crate::model::{Value, Why};

/// The meaning of `name_is_distinctive`.
pub(in crate::catalogue) const NAME_IS_DISTINCTIVE: &str = "a heuristic: without generic words (cosmos, agents, prod, …), regions and digits at least four characters of the name are left";

/// Of Cosmos DB, AI Search and Storage.
pub(in crate::catalogue) const STORE: &[FactRow] = &[
    joined(
        "recovery_regions",
        Texts,
        "recovery regions of the declared workloads whose primary account uses it; unknown if it isn't known which accounts do",
    ),
    joined(
        "holds_agent_state",
        Bool,
        "a Standard-mode project binds it as thread, vector or file store",
    )
    .absent("it holds no agent state"),
    joined(
        "roles",
        Texts,
        "what agents keep there: `threads`, `vectors`, `files`; those that are known",
    ),
    joined(
        "bound_projects",
        Texts,
        "`account/project` of each project that binds it; those that are known",
    ),
    joined(
        "bound_accounts",
        Texts,
        "names of the Foundry accounts whose projects bind it; those that are known",
    ),
    joined(
        "dedicated",
        Bool,
        "one Foundry account only, in all subscriptions of this audit, binds or connects to it",
    ),
    joined(
        "shared_by_projects",
        Bool,
        "more than one project binds it as thread, vector or file store",
    )
    .absent("one project uses it"),
];

/// Whether a store's name says whose it is.
pub(in crate::catalogue) fn name_is_distinctive(body: &Body<'_>) -> Result<Value, Why> {
    let id = body.id().ok_or(Why::Malformed)?;
    Ok(naming::is_distinctive(id.name()).into())
}
