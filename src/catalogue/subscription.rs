//! What the reads of a subscription tell: regions, soft-deleted accounts, the provider's api-versions.

use super::{Body, ReadKind, SETTINGS_SINCE};
use crate::model::{Region, ResourceId, Value, Why};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// A region as one subscription sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// True if it has availability zones for this subscription.
    pub zones: bool,
    /// Its pair.
    pub pair: Option<Region>,
    /// Its geography, such as `Sweden` or `United States`.
    pub geography: Option<String>,
}

/// Reads the locations list: regions by programmatic name.
#[must_use]
pub fn locations(items: &[Body<'_>]) -> BTreeMap<Region, Location> {
    items.iter().filter_map(location).collect()
}

fn location(item: &Body<'_>) -> Option<(Region, Location)> {
    let name = Region::new(&item.text("name").ok()?);
    // A pair without a name is no lack of a pair: such a region stays unknown.
    let pair = match item.list("metadata.pairedRegion").ok()?.first() {
        Some(pair) => Some(Region::new(&pair.text("name").ok()?)),
        None => None,
    };
    let location = Location {
        zones: !item.list("availabilityZoneMappings").ok()?.is_empty(),
        pair,
        geography: item.opt_text("metadata.geography").ok()?,
    };
    Some((name, location))
}

/// How long a deleted account can be recovered (Recover or purge deleted resources, 2025-10-02).
const KEPT: Duration = Duration::hours(48);

/// A soft-deleted account that may be a Foundry account.
#[derive(Clone, Debug)]
pub struct DeletedAccount {
    /// Its id among the deleted ones.
    pub id: ResourceId,
    /// Resource group that it was in.
    pub resource_group: Option<String>,
    /// Region.
    pub region: Option<Region>,
    /// When it was deleted.
    pub deleted_at: Option<OffsetDateTime>,
    /// When it is purged; null if Azure doesn't say.
    pub purge_at: Option<OffsetDateTime>,
    /// Whole hours from the read to the purge, or to 48 hours after the deletion if Azure doesn't say; null if it gives
    /// neither.
    pub hours_left: Option<i64>,
}

impl DeletedAccount {
    /// True if this live Foundry account is the one that was deleted. A new one of the same name in another region isn't.
    ///
    /// # Errors
    /// If it has the name and the group, and one of the two regions isn't known.
    pub fn is_restored_as(
        &self,
        live: &ResourceId,
        region: &Result<Region, Why>,
    ) -> Result<bool, Why> {
        let group = |group: Option<&str>| group.map(str::to_lowercase);
        let is_namesake = live.name().eq_ignore_ascii_case(self.id.name())
            && group(live.resource_group()) == group(self.resource_group.as_deref());
        if !is_namesake {
            return Ok(false);
        }
        let unknown = || Why::Unresolved(format!("the region that {} was deleted in", live.name()));
        Ok(self.region.as_ref().ok_or_else(unknown)? == region.as_ref().map_err(Why::clone)?)
    }

    /// As an element of the fact.
    #[must_use]
    pub fn value(&self, live_again: bool) -> Value {
        Value::record([
            ("id", self.id.written().into()),
            ("name", self.id.name().into()),
            ("region", self.region.as_ref().map(Region::name).into()),
            ("resource_group", self.resource_group.as_deref().into()),
            ("deleted_at", self.deleted_at.into()),
            ("purge_at", self.purge_at.into()),
            ("hours_left", self.hours_left.into()),
            ("live_again", live_again.into()),
        ])
    }
}

/// Reads an item of `deletedAccounts`. Other kinds (Speech, OpenAI, …) and accounts whose project management is known to
/// be off are `None`; an item without the flag counts, since the list doesn't always carry it. An item without a kind may
/// be of any.
///
/// # Errors
/// If it may be a Foundry account and a part of it isn't known.
pub fn deleted_account(item: &Body<'_>) -> Result<Option<DeletedAccount>, Why> {
    let kind = item.opt_text("kind");
    let is_other = matches!(&kind, Ok(Some(kind)) if !kind.eq_ignore_ascii_case("AIServices"));
    if is_other || item.opt_flag("properties.allowProjectManagement") == Ok(Some(false)) {
        return Ok(None);
    }
    let id = item.id().ok_or(Why::Malformed)?;
    kind?.ok_or(Why::Malformed)?;
    let segments: Vec<&str> = id.written().split('/').collect();
    let at = segments.iter().position(|segment| segment.eq_ignore_ascii_case("resourceGroups"));
    let resource_group = at.and_then(|at| segments.get(at + 1)).map(|group| (*group).to_owned());
    let deleted_at = item.instant("properties.deletionDate")?;
    let purge_at = item.instant("properties.scheduledPurgeDate")?;
    let end = purge_at.or_else(|| deleted_at.map(|at| at + KEPT));
    let left = end.zip(item.read_at().ok()).map(|(end, read_at)| (end - read_at).whole_hours());
    Ok(Some(DeletedAccount {
        deleted_at,
        purge_at,
        hours_left: left.map(|hours| hours.max(0)),
        region: item.opt_text("location")?.map(|text| Region::new(&text)),
        resource_group,
        id,
    }))
}

/// The newest api-version that the provider lists for projects of Foundry accounts and that may show their capability
/// settings; `None` if it lists none.
///
/// # Errors
/// If the list isn't known, or has none of the versions that this program reads projects by: then it was cut, and proves
/// nothing.
pub fn settings_version(provider: &Body<'_>) -> Result<Option<String>, Why> {
    let in_use = is_project_version;
    let projects = listed_type(provider, "accounts/projects")?.ok_or(Why::Malformed)?;
    let versions = projects.texts("apiVersions")?;
    let newest = ReadKind::PROJECT_PREVIEW.row().newest_of(versions.iter());
    if newest.is_none() && !versions.iter().any(in_use) {
        let what = format!("whether api-version {SETTINGS_SINCE} or a later preview is known here");
        return Err(Why::Unresolved(what));
    }
    Ok(newest)
}

fn is_project_version(known: &String) -> bool {
    let spec = ReadKind::PROJECTS.row();
    known == spec.api_version || known == spec.oldest
}

fn listed_type<'a>(provider: &Body<'a>, ty: &str) -> Result<Option<Body<'a>>, Why> {
    let types = provider.list("resourceTypes")?;
    let is_type =
        |item: &Body<'_>| item.text("resourceType").is_ok_and(|name| name.eq_ignore_ascii_case(ty));
    Ok(types.into_iter().find(is_type))
}

/// True if the provider lists deployments on managed compute.
///
/// # Errors
/// If the list isn't known, or doesn't hold what this program reads projects by: then it was cut, and proves nothing.
pub fn lists_managed_compute(provider: &Body<'_>) -> Result<bool, Why> {
    if listed_type(provider, "accounts/managedComputeDeployments")?.is_some() {
        return Ok(true);
    }
    let projects = listed_type(provider, "accounts/projects")?.ok_or(Why::Malformed)?;
    match projects.texts("apiVersions")?.iter().any(is_project_version) {
        true => Ok(false),
        false => Err(Why::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namesake_is_the_one_that_was_deleted_only_where_both_regions_are_known() {
        let group = "/subscriptions/s/resourceGroups/g/providers";
        let live = ResourceId::new(&format!("{group}/Microsoft.CognitiveServices/accounts/A"));
        let known = |name| Ok(Region::new(name));
        let hidden = || Err(Why::Redacted);
        let is_restored = |location: serde_json::Value, region| {
            let id = "/subscriptions/s/providers/Microsoft.CognitiveServices/locations/x/resourceGroups/G/deletedAccounts/a";
            let json = serde_json::json!({"id": id, "kind": "AIServices", "location": location, "properties": {}});
            let item = Body::new(&json, &[], "1", crate::model::ReadId(0));
            deleted_account(&item)?.expect("of Foundry").is_restored_as(&live, &region)
        };
        assert_eq!(is_restored("East US".into(), known("eastus")), Ok(true));
        assert_eq!(is_restored("East US".into(), known("westus")), Ok(false));
        assert_eq!(is_restored("East US".into(), hidden()), Err(Why::Redacted));
        let redacted = serde_json::json!({"$redacted": "x"});
        assert_eq!(is_restored(redacted, known("eastus")), Err(Why::Redacted));
        assert!(is_restored(serde_json::Value::Null, known("eastus")).is_err());
    }

    #[test]
    fn a_cut_list_of_api_versions_proves_no_absence() {
        let has = |versions: &[&str]| {
            let json = serde_json::json!({"resourceTypes": [
                {"resourceType": "accounts/projects", "apiVersions": versions},
            ]});
            let provider = Body::new(&json, &[], "2021-04-01", crate::model::ReadId(0));
            settings_version(&provider).ok()
        };
        let newest = |version: &str| Some(Some(version.to_owned()));
        assert_eq!(has(&["2026-07-15-preview"]), newest("2026-07-15-preview"));
        let both = ["2026-07-15-preview", "2026-09-15-preview", "2026-09-01"];
        assert_eq!(has(&both), newest("2026-09-15-preview"));
        assert_eq!(has(&["2026-09-01", "2027-01-15-Preview"]), newest("2027-01-15-preview"));
        // A stable version after those that are known not to have them may have them.
        assert_eq!(has(&["2026-09-01", "2027-01-01"]), newest("2027-01-01"));
        assert_eq!(has(&["2026-09-01", "2025-06-01"]), Some(None));
        assert_eq!(has(&["2025-06-01", "2026-03-15-preview"]), Some(None));
        assert_eq!(has(&["2026-03-15-preview"]), None);
        assert_eq!(has(&[]), None);
    }
}
