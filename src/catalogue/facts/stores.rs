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

/// The meaning of `customer_managed_key`.
pub(in crate::catalogue) const OWN_KEY: &str =
    "encrypted with a key of the customer's Key Vault (absent = no)";

/// What it means that it is false.
pub(in crate::catalogue) const NO_OWN_KEY: &str = "no customer-managed key is set";

/// The meaning of `key_trouble`.
pub(in crate::catalogue) const KEY_TROUBLE: &str = "why Azure refuses its customer-managed key, null if Azure says that it doesn't or there is none (Cosmos DB); always null for Storage, which doesn't show it";

/// The meaning of `key_expires`.
pub(in crate::catalogue) const KEY_EXPIRES: &str = "when the version of the customer-managed key that is in use expires, null if Azure gives no expiry (Storage); always null for Cosmos DB, which doesn't show it";

/// Whether a store's name says whose it is.
pub(in crate::catalogue) fn name_is_distinctive(body: &Body<'_>) -> Result<Value, Why> {
    let id = body.id().ok_or(Why::Malformed)?;
    Ok(naming::is_distinctive(id.name()).into())
}
