//! An Azure subscription in scope.

use super::row::KindRow;
use crate::catalogue::fact::{FactRow, computed, field, joined, nullable};
use crate::catalogue::facts::{GIVEN_ABOVE, NAMED, WATCHED_SUBSCRIPTION};
use crate::catalogue::{Body, ReadKind};
use crate::model::FactType::{Bool, Instant, Int, Records, Text, Texts};
use crate::model::{Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, FACTS, GIVEN_ABOVE, WATCHED_SUBSCRIPTION],
    bodies: &[],
    dependency: None,
};

const FACTS: &[FactRow] = &[
    joined("foundry_accounts", Int, "number of Foundry accounts in it").absent("it holds no Foundry account"),
    joined("deleted_foundry_accounts", Records(&[ field("id", Text), field("name", Text), nullable("region", Text), nullable("resource_group", Text), nullable("deleted_at", Instant), nullable("purge_at", Instant), nullable("hours_left", Int), field("live_again", Bool), ]), "soft-deleted accounts of kind AIServices (unless project management is known to be off); `live_again` if an account of this name and resource group exists; `purge_at` is null if Azure doesn't say; `hours_left` are whole hours from the read to the purge, or to 48 hours after the deletion").from(&[ReadKind::DELETED_ACCOUNTS]),
    joined("deleted_stores", Records(&[ field("id", Text), field("name", Text), nullable("region", Text), nullable("deleted_at", Instant), nullable("recoverable_until", Instant), nullable("hours_left", Int), ]), "Storage accounts in it that Foundry names, that don't exist and that Azure lists as deleted; `recoverable_until` is 14 days after the deletion, `hours_left` counts from the read").from(&[ReadKind::DELETED_STORAGE]),
    computed("ai_plan_tier", Text, &["properties.pricingTier"], ai_plan_tier, "tier of the Defender for Cloud plan AI: `Free` or `Standard`").from(&[ReadKind::AI_PRICING]),
    joined("accounts_without_defender", Texts, "names of its Foundry accounts whose own Defender for AI setting is Disabled; those that are known").from(&[ReadKind::DEFENDER_SETTINGS]),
    joined("all_accounts_with_defender", Bool, "no Foundry account of it has its own Defender for AI setting Disabled").from(&[ReadKind::DEFENDER_SETTINGS]),
    computed("purview_prompt_sharing", Bool, &["properties.extensions[].name", "properties.extensions[].isEnabled"], purview_prompt_sharing, "the plan's extension AIPromptSharingWithPurview is on (absent = off); the Azure-side switch only").from(&[ReadKind::AI_PRICING]),
];

/// The tier, spelt as Microsoft documents it.
fn ai_plan_tier(body: &Body<'_>) -> Result<Value, Why> {
    Ok(body.word("properties.pricingTier", &["Standard", "Free"])?.into())
}

/// Absent is off. An extension whose name isn't known may be the one.
fn purview_prompt_sharing(body: &Body<'_>) -> Result<Value, Why> {
    let mut unknown = None;
    for one in body.list("properties.extensions")? {
        match one.text("name") {
            Ok(name) if name.eq_ignore_ascii_case("AIPromptSharingWithPurview") => {
                return Ok(one.flag("isEnabled", false)?.into());
            }
            Ok(_) => {}
            Err(why) => unknown = unknown.or(Some(why)),
        }
    }
    unknown.map_or(Ok(false.into()), Err)
}
