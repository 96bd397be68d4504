//! Facts about recovery: who would notice a loss, and whether a resource's logs are kept.

use crate::catalogue::ReadKind;
use crate::catalogue::fact::{FactRow, joined};
use crate::model::FactType::{Bool, Text, Texts};

/// Of subscriptions.
pub(in crate::catalogue) const WATCHED_SUBSCRIPTION: &[FactRow] = &[
    joined("service_health_alerts", Texts, "names of the alerts that tell of an incident in a region of its Foundry accounts or of its stores of agents: enabled, on the whole subscription, with an action group, not narrowed to other events or services").from(&[ReadKind::ACTIVITY_ALERTS]),
    joined("regions_without_health_alert", Texts, "those of these regions that no such alert tells of").from(&[ReadKind::ACTIVITY_ALERTS]),
    joined("recovery_alerts", Texts, "names of its enabled alerts about service health, resource health, deletions, and the availability of stores").from(&[ReadKind::ACTIVITY_ALERTS, ReadKind::METRIC_ALERTS]).absent("there is no recovery alert to judge"),
    joined("unheard_alerts", Texts, "those of `recovery_alerts` without an action group that is enabled and has a receiver").from(&[ReadKind::ACTIVITY_ALERTS, ReadKind::METRIC_ALERTS, ReadKind::ACTION_GROUPS]),
];

/// Of Foundry accounts and stores.
pub(in crate::catalogue) const WATCHED: &[FactRow] = &[
    joined("resource_health_alerts", Texts, "names of the alerts that tell when Azure makes it unavailable: enabled, with an action group, with scope and conditions that cover it").from(&[ReadKind::ACTIVITY_ALERTS]),
    joined("unalerted_deletions", Texts, "operations that delete it, its resource group or its locks and that no enabled alert with an action group tells of").from(&[ReadKind::ACTIVITY_ALERTS]),
    joined("log_scope", Text, "id of what its diagnostic settings are made at: its own, for Storage that of the blob service"),
    joined("log_settings", Texts, "names of its diagnostic settings that send at least one log to a destination; for Storage those of the blob service").from(&[ReadKind::DIAGNOSTICS]),
];

/// Of stores.
pub(in crate::catalogue) const WATCHED_STORE: &[FactRow] = &[
    joined("availability_alerts", Texts, "names of the enabled metric alerts with an action group on its availability (AI Search has no such metric: latency or throttled queries)").from(&[ReadKind::METRIC_ALERTS]),
    joined("availability_condition", Text, "a condition of such an alert in the words of the Azure CLI"),
    joined("availability_window", Text, "its smallest window: an hour for Cosmos DB, five minutes else"),
];

/// Of Foundry accounts.
pub(in crate::catalogue) const PROBED: &[FactRow] = &[
    joined("availability_tests", Texts, "names of the enabled availability tests from at least three places that ask its own host").from(&[ReadKind::WEB_TESTS]),
    joined("probed_from_outside", Bool, "there is such a test; unknown if the subscription's tests ask other hosts only, since one may be a gateway before it").from(&[ReadKind::WEB_TESTS]),
];

/// Of Storage accounts.
pub(in crate::catalogue) const DATA: &[FactRow] = &[
    joined(
        "data_connections",
        Texts,
        "connections to it that no capability host names, so taken for datasets; those that are known",
    ),
    joined("has_data_connections", Bool, "a connection leads to it that no capability host names"),
];
