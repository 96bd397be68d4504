//! stub
use crate::model::Region;
pub(super) const SEARCH_DATE: &str = "2025-10-09";
pub(super) const KEY_VAULT_DATE: &str = "2024-11-12";
pub(super) fn search_zones(_r: &Region) -> Option<bool> {
    Some(true)
}
pub(super) fn key_vault_replicates(_r: &Region) -> Option<bool> {
    Some(true)
}
