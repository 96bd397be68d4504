//! Facts of the estate, its subscriptions, and Foundry accounts with what lies in them.

use super::{fact, field, nullable};
use crate::model::FactSpec;
use crate::model::FactType::{Bool, Instant, Int, Records, Text, Texts};

pub(super) const ESTATE: &[FactSpec] = &[
    fact("subscriptions", Int, "number of subscriptions in scope"),
    fact(
        "foundry_accounts",
        Int,
        "number of Foundry accounts; unknown if a list of accounts is incomplete",
    ),
    fact(
        "projects",
        Int,
        "number of projects of all accounts; unknown if a list of them is incomplete",
    ),
    fact(
        "standard_projects",
        Int,
        "number of projects in Standard mode; unknown if the mode of one is",
    ),
    fact(
        "account_regions",
        Texts,
        "the regions of the Foundry accounts, sorted; unknown if a list of accounts is incomplete",
    ),
    fact("has_projects", Bool, "there is at least one project").absent("there is no project"),
    fact(
        "in_several_regions",
        Bool,
        "Foundry accounts are in more than one region",
    ).absent("all Foundry accounts are in one region"),
    fact(
        "has_system_identity",
        Bool,
        "a project has a system-assigned identity",
    ),
    fact(
        "has_vault_connection",
        Bool,
        "a Foundry account has a connection to a Key Vault of its own, which holds the secrets of its other connections",
    ),
    fact(
        "asks_about_workloads",
        Bool,
        "what people sign about workloads is asked here: there is a project, and no workload is declared",
    ).absent("it is signed for each declared workload, or there is no project"),
];
pub(super) const SUBSCRIPTION: &[FactSpec] = &[
    fact("foundry_accounts", Int, "number of Foundry accounts in it")
        .absent("it holds no Foundry account"),
    fact(
        "deleted_foundry_accounts",
        Records(&[
            field("id", Text),
            field("name", Text),
            nullable("region", Text),
            nullable("resource_group", Text),
            nullable("deleted_at", Instant),
            nullable("purge_at", Instant),
            field("live_again", Bool),
        ]),
        "soft-deleted accounts of kind AIServices (unless project management is known to be off); `live_again` if an account of this name and resource group exists; `purge_at` is null if Azure doesn't say",
    ),
    fact(
        "ai_plan_tier",
        Text,
        "tier of the Defender for Cloud plan AI: `Free` or `Standard`",
    ),
    fact(
        "purview_prompt_sharing",
        Bool,
        "the plan's extension AIPromptSharingWithPurview is on (absent = off); the Azure-side switch only",
    ),
];
pub(super) const ACCOUNT: &[FactSpec] = &[
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "identity_types",
        Texts,
        "`SystemAssigned`, `UserAssigned`; empty if none",
    ),
    fact("local_auth_disabled", Bool, "keys are off (absent = false)"),
    fact(
        "public_network_access",
        Text,
        "`Enabled` or `Disabled` (absent = Enabled)",
    ),
    fact(
        "customer_managed_key",
        Bool,
        "encrypted with a key of the customer's Key Vault (absent = no)",
    ).absent("no customer-managed key is set"),
    fact("projects", Int, "number of its projects"),
    fact(
        "holds_agent_state",
        Bool,
        "it has a project: whoever can open or delete it reaches the agents of all of them",
    ).absent("it has no project"),
    fact(
        "mixes_modes",
        Bool,
        "it has a project in Standard mode and one in Basic mode",
    ),
    fact("deployments", Int, "number of its model deployments").absent("it has no model deployment"),
    fact(
        "developer_deployments",
        Texts,
        "names of its deployments of the Developer type; those that are known",
    ),
    fact(
        "has_developer_deployment",
        Bool,
        "one of its deployments is of the Developer type, which Azure removes after 24 hours",
    ),
    fact(
        "regions",
        Records(&[field("region", Text), field("has_zones", Bool)]),
        "its own region and those of the stores that its projects bind",
    ),
    fact(
        "regions_without_zones",
        Texts,
        "those of `regions` that have no availability zones; those that are known",
    ),
    fact("sku", Text, "pricing tier, null if Azure gives none").nullable(),
    fact(
        "default_network_action",
        Text,
        "what the network rules do with traffic that none of them names, null if Azure gives nothing",
    )
    .nullable(),
    fact(
        "network_injections",
        Texts,
        "what is injected into the customer's network, such as `agent`; sorted",
    ),
    fact(
        "private_endpoints",
        Int,
        "number of its approved private endpoints",
    ),
];
pub(super) const PROJECT: &[FactSpec] = &[
    fact("account", Text, "name of its Foundry account"),
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "mode",
        Text,
        "`standard` (threads, vectors and files bound to own stores, host Succeeded), `partial` (some of them, or the host isn't Succeeded) or `basic`",
    ),
    fact(
        "mode_reason",
        Text,
        "why the mode isn't standard, in words: which roles no own store holds, or which host isn't Succeeded",
    ),
    fact(
        "bound_stores",
        Records(&[field("role", Text), field("store", Text)]),
        "`role` and `store` name of each resolved binding; those that are known",
    ),
    fact(
        "bindings_resolved",
        Bool,
        "every bound connection exists and leads to a live resource",
    ),
    fact(
        "dead_bindings",
        Texts,
        "bindings that lead nowhere, with the reason; those that are known",
    ),
    fact(
        "identity_types",
        Texts,
        "`SystemAssigned`, `UserAssigned`; empty if none",
    ),
    fact(
        "user_assigned_identities",
        Texts,
        "names of the attached user-assigned identities",
    ),
    fact(
        "uses_system_identity",
        Bool,
        "its access to the stores hangs on a system-assigned identity; unknown if both kinds are attached (only role assignments tell)",
    ),
];
pub(super) const HOST: &[FactSpec] = &[
    fact("scope", Text, "`account` or `project`"),
    fact(
        "provisioning_state",
        Text,
        "`Succeeded`, `Failed`, `Canceled`, `Creating`, `Updating` or `Deleting`",
    ),
    fact(
        "provisioned",
        Bool,
        "true if Succeeded, false if Failed or Canceled, unknown while an operation runs",
    ),
    fact(
        "in_progress_since",
        Instant,
        "when the running operation began (systemData.lastModifiedAt), null if none runs",
    )
    .nullable(),
    fact(
        "thread_storage_connections",
        Texts,
        "names of the connections for threads (Cosmos DB)",
    ),
    fact(
        "vector_store_connections",
        Texts,
        "names of the connections for vectors (AI Search or Cosmos DB)",
    ),
    fact(
        "storage_connections",
        Texts,
        "names of the connections for files (Storage)",
    ),
    fact(
        "ai_services_connections",
        Texts,
        "names of the connections to own model accounts",
    ),
];
pub(super) const CONNECTION: &[FactSpec] = &[
    fact(
        "category",
        Text,
        "what it connects to, e.g. `CosmosDB`; compare ignoring case",
    ),
    fact("auth_type", Text, "how it signs in, e.g. `AAD`"),
    fact(
        "target_host",
        Text,
        "host name of the target, null if the target is no URL",
    )
    .nullable(),
    fact(
        "resource_id",
        Text,
        "id of the resource that it leads to, null if it names none",
    )
    .nullable(),
    fact(
        "shared",
        Bool,
        "shared with all projects of the account (absent = false)",
    ),
    fact("scope", Text, "`account` or `project`"),
];
pub(super) const DEPLOYMENT: &[FactSpec] = &[
    fact("sku", Text, "deployment type, e.g. `GlobalStandard`"),
    fact(
        "routing",
        Text,
        "where its requests are served, by the deployment type: `global`, `data-zone`, `region`; `batch` and `developer` for those types; unknown for a type that isn't known",
    ),
    fact(
        "capacity",
        Int,
        "units of capacity, null if Azure gives none",
    )
    .nullable(),
    fact("model", Text, "model name"),
    fact(
        "model_version",
        Text,
        "model version, null if Azure gives none",
    )
    .nullable(),
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "running_capacity",
        Int,
        "the units that serve requests; 0 if it is paused or its last operation didn't succeed",
    ),
];
