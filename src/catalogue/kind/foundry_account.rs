//! A Foundry account: an account of Cognitive Services of kind AIServices with project management on.

use super::identity::{Identity, identity_types};
use super::row::KindRow;
use crate::catalogue::fact::{
    FactRow, computed, field, flag, joined, local_facts, opt_text, opt_word, word, word_or,
};
use crate::catalogue::facts::{
    AGENTS, BY_POLICY, DELETABLE, DESTROYABLE, GROUPED, LOCATED, LOCKABLE, NAMED, PROBED,
    REFERRING, RUNTIMES, STACKED, WATCHED,
};
use crate::catalogue::{
    Body, LocalFacts, ReadKind, Reference, host_of, reference::vault_reference,
};
use crate::model::FactType::{Bool, Instant, Int, Records, Text, Texts};
use crate::model::{Fact, Kind, LinkRole, Region, ResourceId, Value, Why};

use time::OffsetDateTime;

pub(super) static ROW: KindRow = KindRow {
    facts: &[
        NAMED,
        GROUPED,
        LOCATED,
        LOCKABLE,
        DELETABLE,
        BY_POLICY,
        STACKED,
        FACTS,
        REFERRING,
        DESTROYABLE,
        AGENTS,
        WATCHED,
        PROBED,
    ],
    bodies: &[ReadKind::ACCOUNTS],
    dependency: None,
};

/// The states of an account in the published types, but for `ExtensionUnreachable` (since 2026-07-15): what still works in it
/// isn't documented.
const STATES: &[&str] = &[
    "Succeeded",
    "Accepted",
    "Creating",
    "Deleting",
    "Updating",
    "Failed",
    "Moving",
    "ResolvingDNS",
    "Canceled",
];

const FACTS: &[FactRow] = &[
    word(
        "provisioning_state",
        "properties.provisioningState",
        STATES,
        "state of the last operation, e.g. `Succeeded`",
    ),
    computed(
        "identity_types",
        Texts,
        &["identity.type"],
        identity_types,
        "`SystemAssigned`, `UserAssigned`; empty if none",
    ),
    flag(
        "local_auth_disabled",
        "properties.disableLocalAuth",
        false,
        "keys are off (absent = false)",
    ),
    word_or(
        "public_network_access",
        "properties.publicNetworkAccess",
        "Enabled",
        &["Enabled", "Disabled"],
        "`Enabled` or `Disabled` (absent = Enabled)",
    ),
    computed(
        "customer_managed_key",
        Bool,
        &["properties.encryption.keySource"],
        customer_managed_key,
        "encrypted with a key of the customer's Key Vault (absent = no)",
    )
    .absent("no customer-managed key is set"),
    computed(
        "abuse_penalty",
        Text,
        &["properties.abusePenalty"],
        abuse_penalty,
        "what Microsoft does to it for abuse: `Throttle` or `Block`; null if nothing",
    )
    .nullable(),
    computed(
        "abuse_penalty_until",
        Instant,
        &["properties.abusePenalty"],
        abuse_penalty_until,
        "until when, null if Azure doesn't say",
    )
    .nullable(),
    joined("projects", Int, "number of its projects"),
    joined(
        "holds_agent_state",
        Bool,
        "it has a project: whoever can open or delete it reaches the agents of all of them",
    )
    .absent("it has no project"),
    joined("mixes_modes", Bool, "it has a project in Standard mode and one in Basic mode"),
    joined("deployments", Int, "number of its model deployments")
        .absent("it has no model deployment"),
    joined(
        "developer_deployments",
        Texts,
        "names of its deployments of the Developer type; those that are known",
    ),
    joined(
        "has_developer_deployment",
        Bool,
        "one of its deployments is of the Developer type, which Azure removes after 24 hours",
    ),
    joined("has_secured_stores", Bool, "a store that one of its projects binds is secured by a perimeter")
        .absent("no store of its projects is secured by a perimeter"),
    joined(
        "perimeter_gaps",
        Texts,
        "stores that its projects bind and whose enforced perimeter neither holds the account nor lets its subscription in; unknown where agents run in the customer's network",
    )
    .from(&[
        ReadKind::ACCOUNT_PERIMETERS,
        ReadKind::COSMOS_PERIMETERS,
        ReadKind::SEARCH_PERIMETERS,
        ReadKind::STORAGE_PERIMETERS,
    ]),
    joined(
        "regions",
        Records(&[field("region", Text), field("has_zones", Bool)]),
        "its own region and those of the stores that its projects bind",
    )
    .from(&[ReadKind::LOCATIONS]),
    joined(
        "regions_without_zones",
        Texts,
        "those of `regions` that have no availability zones; those that are known",
    )
    .from(&[ReadKind::LOCATIONS]),
    computed(
        "classic_agents_tag",
        Text,
        &["tags.MS-AOAI-Feature-Assistants"],
        classic_agents_tag,
        "value of the tag `MS-AOAI-Feature-Assistants` in lower case: `disabled` forbids new classic agents, threads and runs; null without the tag",
    )
    .nullable()
    .absent("no tag forbids classic agents"),
    joined(
        "needs_classic_agents",
        Bool,
        "a project of it has containers of classic agents and none of the Responses runtime; unknown for a project in Basic mode, whose containers nobody sees",
    )
    .from(RUNTIMES),
    joined(
        "classic_only_projects",
        Texts,
        "the projects with containers of classic agents only; those that are known",
    )
    .from(RUNTIMES),
    opt_text("sku", "sku.name", "pricing tier, null if Azure gives none"),
    opt_word(
        "default_network_action",
        "properties.networkAcls.defaultAction",
        &["Allow", "Deny"],
        "what the network rules do with traffic that none of them names, null if Azure gives nothing",
    ),
    computed(
        "network_injections",
        Texts,
        &["properties.networkInjections"],
        network_injections,
        "what is injected into the customer's network, such as `agent`; sorted",
    ),
    computed(
        "private_endpoints",
        Int,
        &[
            "properties.privateEndpointConnections[].properties.privateLinkServiceConnectionState.status",
        ],
        private_endpoints,
        "number of its approved private endpoints",
    ),
];

/// An account of Cognitive Services.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: ResourceId,
    /// Its region.
    pub region: Fact<Region>,
    /// Its identities.
    pub identity: Identity,
    /// Resources that it refers to: key vault of its key, own storage.
    pub references: Vec<Reference>,
    /// The hosts that agents are called at.
    pub hosts: Fact<Vec<String>>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// The first stable api-version that has `allowProjectManagement`; an older one leaves it out on Foundry accounts too.
const PROJECT_MANAGEMENT_SINCE: &str = "2025-06-01";

/// True for a Foundry account: kind AIServices with project management on. The flag is absent on others.
#[must_use]
pub fn is_foundry_account(body: &Body<'_>) -> bool {
    const FLAG: &str = "properties.allowProjectManagement";
    let flag = body.since(PROJECT_MANAGEMENT_SINCE, FLAG, body.flag(FLAG, false));
    // What isn't known of either counts as yes: hiding the account would hide its findings. No other kind has projects, so
    // an account without a kind tells by its flag.
    let kind = match body.opt_text("kind") {
        Ok(Some(kind)) => kind.eq_ignore_ascii_case("AIServices"),
        Ok(None) | Err(_) => true,
    };
    // A kind that isn't known to be without projects counts where the flag says that it has some.
    (kind || flag == Ok(true)) && flag != Ok(false)
}

/// Reads an account.
#[must_use]
pub fn account(body: &Body<'_>) -> Option<Account> {
    Some(Account {
        id: body.id()?,
        region: body.fact(body.region()),
        identity: Identity::of(body),
        references: references(body),
        hosts: body.fact(hosts(body)),
        facts: local_facts(ROW.facts, None, body),
    })
}

/// The vault of its key, and storage of its own.
fn references(body: &Body<'_>) -> Vec<Reference> {
    const STORAGE: Kind = Kind::StorageAccount;
    const OWN: LinkRole = LinkRole::UserOwnedStorage;
    let storage: Vec<Reference> = match body.list("properties.userOwnedStorage") {
        Ok(own) => {
            own.iter().filter_map(|one| Reference::at(one, "resourceId", STORAGE, OWN)).collect()
        }
        Err(why) => vec![Reference::Hidden(STORAGE, OWN, why)],
    };
    vault_reference(body, "properties.encryption.keyVaultProperties.keyVaultUri")
        .into_iter()
        .chain(storage)
        .collect()
}

fn customer_managed_key(body: &Body<'_>) -> Result<Value, Why> {
    const SOURCES: &[&str] = &["Microsoft.CognitiveServices", "Microsoft.KeyVault"];
    let source = body.word_or("properties.encryption.keySource", SOURCES[0], SOURCES)?;
    Ok((source == SOURCES[1]).into())
}

const PENALTY: &str = "properties.abusePenalty";

/// A penalty that has run out is none any more.
fn abuse_penalty(body: &Body<'_>) -> Result<Value, Why> {
    let action = match body.at(PENALTY)? {
        None => None,
        Some(_) => body.opt_text(&format!("{PENALTY}.action"))?,
    };
    let over = match (&action, penalty_until(body)?) {
        (Some(_), Some(until)) => until <= body.read_at()?,
        (Some(_) | None, _) => false,
    };
    Ok(action.filter(|_| !over).into())
}

fn penalty_until(body: &Body<'_>) -> Result<Option<OffsetDateTime>, Why> {
    match body.at(PENALTY)? {
        None => Ok(None),
        Some(_) => body.instant(&format!("{PENALTY}.expiration")),
    }
}

fn abuse_penalty_until(body: &Body<'_>) -> Result<Value, Why> {
    Ok(penalty_until(body)?.into())
}

/// Azure compares neither names nor values of tags by case.
fn classic_agents_tag(body: &Body<'_>) -> Result<Value, Why> {
    let tag = body.opt_text("tags.MS-AOAI-Feature-Assistants")?;
    Ok(tag.map(|tag| tag.trim().to_lowercase()).into())
}

fn network_injections(body: &Body<'_>) -> Result<Value, Why> {
    let all = body.one_or_many("properties.networkInjections")?;
    let names = all.iter().map(|one| one.text("scenario"));
    Ok(Value::set(names.collect::<Result<Vec<_>, _>>()?))
}

/// The number of approved ones.
fn private_endpoints(body: &Body<'_>) -> Result<Value, Why> {
    const STATES: &[&str] = &["Approved", "Pending", "Rejected", "Disconnected"];
    let path = "properties.privateLinkServiceConnectionState.status";
    let all = body.list("properties.privateEndpointConnections")?;
    let states = all.iter().map(|one| one.opt_word(path, STATES));
    let states = states.collect::<Result<Vec<_>, _>>()?;
    let approved = states.iter().filter(|state| **state == Some("Approved")).count();
    Ok(i64::try_from(approved).unwrap_or(i64::MAX).into())
}

/// That of its endpoint, and those that its subdomain has with each service of Foundry.
fn hosts(body: &Body<'_>) -> Result<Vec<String>, Why> {
    const SERVICES: [&str; 3] = ["services.ai", "cognitiveservices", "openai"];
    let endpoint = body.opt_text("properties.endpoint")?;
    let host = endpoint.as_deref().and_then(host_of);
    let siblings = host.as_ref().and_then(|host| {
        let (name, rest) = host.split_once('.')?;
        let service = SERVICES.iter().find(|one| rest.starts_with(**one))?;
        let cloud = rest.strip_prefix(service)?;
        Some(SERVICES.map(|service| format!("{name}.{service}{cloud}")))
    });
    let siblings = siblings.into_iter().flatten();
    Ok(host.into_iter().chain(siblings).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::json;

    fn is_foundry(api_version: &str, json: &serde_json::Value) -> bool {
        is_foundry_account(&Body::new(json, &[], api_version, ReadId(0)))
    }

    #[test]
    fn an_account_counts_unless_it_is_known_to_hold_no_projects() {
        let bare = json!({"kind": "AIServices", "properties": {"isMigrated": false}});
        assert!(!is_foundry("2025-06-01", &bare));
        // Versions before the flag leave it out whether projects are on or not.
        assert!(is_foundry("2017-04-18", &bare));
        assert!(is_foundry("2024-10-01", &bare));
        let off = json!({"kind": "AIServices", "properties": {"allowProjectManagement": false}});
        assert!(!is_foundry("2017-04-18", &off));
        let speech = json!({"kind": "SpeechServices", "properties": {}});
        assert!(!is_foundry("2017-04-18", &speech));
    }
}
