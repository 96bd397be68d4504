//! Deleted Storage accounts, of which Azure keeps some for a while.

use super::Body;
use crate::model::{Region, ResourceId, Value, Why};
use time::{Duration, OffsetDateTime};

/// How long a recovery can be tried (Microsoft, Recover a deleted storage account: within 14 days).
const RECOVERABLE: Duration = Duration::days(14);

/// A deleted Storage account.
#[derive(Clone, Debug)]
pub struct DeletedStorage {
    /// The id that it had.
    pub id: ResourceId,
    region: Option<String>,
    deleted_at: Option<OffsetDateTime>,
    hours_left: Option<i64>,
}

impl From<DeletedStorage> for Value {
    fn from(row: DeletedStorage) -> Self {
        Self::record([
            ("id", row.id.written().into()),
            ("name", row.id.name().into()),
            ("region", row.region.into()),
            ("deleted_at", row.deleted_at.into()),
            ("recoverable_until", row.deleted_at.map(|at| at + RECOVERABLE).into()),
            ("hours_left", row.hours_left.into()),
        ])
    }
}

/// Reads a deleted Storage account.
///
/// # Errors
/// If it doesn't say which one it was.
pub fn deleted_storage(body: &Body<'_>) -> Result<DeletedStorage, Why> {
    let id = body.resource("properties.storageAccountResourceId")?;
    let deleted_at = body.instant("properties.deletionTime")?;
    let read_at = body.read_at()?;
    let region = body.opt_text("properties.location")?;
    Ok(DeletedStorage {
        id,
        region: region.map(|text| Region::new(&text).name().to_owned()),
        deleted_at,
        hours_left: deleted_at.map(|at| (at + RECOVERABLE - read_at).whole_hours().max(0)),
    })
}
