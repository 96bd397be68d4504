//! Network security perimeters: which one a resource is in, and whom it lets in from outside.

use super::Body;
use super::ReadKind;
use crate::model::{Kind, ResourceId, Why};

/// A resource's place in a perimeter.
#[derive(Clone, Debug)]
pub struct Perimeter {
    /// The perimeter.
    pub id: ResourceId,
    /// True if it refuses what isn't let in; in the modes `Learning` and `Audit` it only logs.
    pub enforced: bool,
    /// The subscriptions and perimeters that its inbound rules let in.
    pub lets_in: Vec<ResourceId>,
}

/// Reads a resource's place in a perimeter.
///
/// # Errors
/// If a part of it isn't known.
pub fn perimeter(body: &Body<'_>) -> Result<Perimeter, Why> {
    let id = body.resource("properties.networkSecurityPerimeter.id")?;
    let mode = body.text("properties.resourceAssociation.accessMode")?;
    let mut lets_in = Vec::new();
    for rule in body.list("properties.profile.accessRules")? {
        let direction = rule.opt_text("properties.direction")?;
        if direction.is_none_or(|to| to.eq_ignore_ascii_case("Inbound")) {
            for list in ["properties.subscriptions", "properties.networkSecurityPerimeters"] {
                let ids = rule.list(list)?;
                let ids = ids.iter().map(|one| one.resource("id"));
                lets_in.extend(ids.collect::<Result<Vec<_>, Why>>()?);
            }
        }
    }
    Ok(Perimeter { id, enforced: mode.eq_ignore_ascii_case("Enforced"), lets_in })
}

/// The read of the perimeters that a store is in.
#[must_use]
pub fn perimeters_of(store: Kind) -> Option<ReadKind> {
    let reads = [
        (Kind::CosmosAccount, ReadKind::COSMOS_PERIMETERS),
        (Kind::SearchService, ReadKind::SEARCH_PERIMETERS),
        (Kind::StorageAccount, ReadKind::STORAGE_PERIMETERS),
    ];
    reads.into_iter().find(|(kind, _)| *kind == store).map(|(_, read)| read)
}
