//! What the reads of a subscription tell: regions, soft-deleted accounts, the Defender plan, the provider's api-versions.

use super::{Body, ReadKind};
use crate::model::{Fact, Region, ResourceId, Value, Why};
use std::collections::BTreeMap;
use time::OffsetDateTime;

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
    let location = |item: &Body<'_>| {
        let name = item.text("name").known().map(|name| Region::new(name))?;
        let zones = item
            .list("availabilityZoneMappings")
            .known()
            .map(|zones| !zones.is_empty())?;
        // A pair without a name is no lack of a pair: such a region stays unknown.
        let pair = match item.list("metadata.pairedRegion").known()?.first() {
            Some(pair) => Some(Region::new(pair.text("name").known()?)),
            None => None,
        };
        let geography = item.opt_text("metadata.geography").known()?.clone();
        let location = Location {
            zones,
            pair,
            geography,
        };
        Some((name, location))
    };
    items.iter().filter_map(location).collect()
}

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
}

impl DeletedAccount {
    /// True if this live Foundry account is the one that was deleted. A new one of the same name in another region isn't.
    #[must_use]
    pub fn is_restored_as(&self, live: &ResourceId, region: Option<&Region>) -> bool {
        let group = |group: Option<&str>| group.map(str::to_lowercase);
        let elsewhere = |here: &Region| region.is_some_and(|there| there != here);
        live.name().eq_ignore_ascii_case(self.id.name())
            && group(live.resource_group()) == group(self.resource_group.as_deref())
            && !self.region.as_ref().is_some_and(elsewhere)
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
            ("live_again", live_again.into()),
        ])
    }
}

/// Reads an item of `deletedAccounts`. Other kinds (Speech, OpenAI, …) and accounts whose project management is known to
/// be off are `None`; an item without the flag counts, since the list doesn't always carry it. An item without a kind may
/// be of any.
#[must_use]
pub fn deleted_account(item: &Body<'_>) -> Fact<Option<DeletedAccount>> {
    let kind = item.opt_text("kind");
    if matches!(&kind, Fact::Known(Some(kind), _) if !kind.eq_ignore_ascii_case("AIServices")) {
        return item.known(None);
    }
    if matches!(
        item.opt_flag("properties.allowProjectManagement"),
        Fact::Known(Some(false), _)
    ) {
        return item.known(None);
    }
    let (Some(id), Fact::Known(Some(_), _) | Fact::Missing(..)) = (item.id(), &kind) else {
        return item.missing(Why::Malformed);
    };
    let segments: Vec<&str> = id.written().split('/').collect();
    let at = segments
        .iter()
        .position(|segment| segment.eq_ignore_ascii_case("resourceGroups"));
    let resource_group = at
        .and_then(|at| segments.get(at + 1))
        .map(|group| (*group).to_owned());
    kind.then(|_| {
        item.instant("properties.deletionDate").then(|deleted_at| {
            item.instant("properties.scheduledPurgeDate")
                .map(|purge_at| {
                    let region = item.region().known().cloned();
                    Some(DeletedAccount {
                        id: id.clone(),
                        resource_group,
                        region,
                        deleted_at,
                        purge_at,
                    })
                })
        })
    })
}

/// Facts of the Defender for Cloud plan AI.
#[must_use]
pub fn ai_plan(body: &Body<'_>) -> super::LocalFacts {
    let sharing = body.list("properties.extensions").then(|list| {
        let named = |item: &&Body<'_>| matches!(item.text("name"), Fact::Known(name, _) if name.eq_ignore_ascii_case("AIPromptSharingWithPurview"));
        list.iter().find(named).map_or_else(|| body.known(false), |item| item.flag("isEnabled", false))
    });
    let tier = body.text("properties.pricingTier").map(|tier| {
        let known = ["Standard", "Free"].into_iter();
        let mut known = known.filter(|known| known.eq_ignore_ascii_case(&tier));
        known.next().map_or(tier.clone(), str::to_owned)
    });
    vec![
        ("ai_plan_tier", tier.erase()),
        ("purview_prompt_sharing", sharing.erase()),
    ]
}

/// True if the provider lists this api-version for projects of Foundry accounts. A list without any of the versions that
/// this program reads projects by was cut, and proves nothing.
#[must_use]
pub fn projects_have_version(provider: &Body<'_>, version: &str) -> Fact<bool> {
    let spec = ReadKind::PROJECTS.row();
    let in_use = |known: &String| known == spec.api_version || Some(known.as_str()) == spec.older;
    provider.list("resourceTypes").then(|types| {
        let projects = |item: &&Body<'_>| {
            matches!(item.text("resourceType"), Fact::Known(name, _) if name.eq_ignore_ascii_case("accounts/projects"))
        };
        match types.iter().find(projects) {
            Some(item) => item.texts("apiVersions").then(|versions| {
                let listed = versions.iter().any(|v| v.eq_ignore_ascii_case(version));
                if listed || versions.iter().any(in_use) {
                    provider.known(listed)
                } else {
                    let what = format!("whether api-version {version} is known here");
                    provider.missing(Why::Unresolved(what))
                }
            }),
            None => provider.missing(Why::Malformed),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_list_of_api_versions_proves_no_absence() {
        let has = |versions: &[&str]| {
            let json = serde_json::json!({"resourceTypes": [
                {"resourceType": "accounts/projects", "apiVersions": versions},
            ]});
            let provider = Body::new(&json, &[], "2021-04-01", crate::model::ReadId(0));
            projects_have_version(&provider, "2026-07-15-preview")
                .known()
                .copied()
        };
        assert_eq!(has(&["2026-07-15-preview"]), Some(true));
        assert_eq!(has(&["2026-09-01", "2025-06-01"]), Some(false));
        assert_eq!(has(&["2025-06-01"]), Some(false));
        assert_eq!(has(&["2026-03-15-preview"]), None);
        assert_eq!(has(&[]), None);
    }
}
