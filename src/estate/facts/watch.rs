//! Facts about recovery: who would notice a loss, what would be left of it, and which models are about to go.

use super::fact;
use crate::model::FactSpec;
use crate::model::FactType::{Bool, Instant, Int, Text, Texts};

pub(super) const WATCHED_SUBSCRIPTION: &[FactSpec] = &[
    fact(
        "service_health_alerts",
        Texts,
        "names of the alerts that tell of an incident in a region of its Foundry accounts or of its stores of agents: enabled, on the whole subscription, with an action group, not narrowed to other events or services",
    ),
    fact(
        "regions_without_health_alert",
        Texts,
        "those of these regions that no such alert tells of",
    ),
    fact(
        "recovery_alerts",
        Texts,
        "names of its enabled alerts about service health, resource health, deletions, and the availability of stores",
    ).absent("there is no recovery alert to judge"),
    fact(
        "unheard_alerts",
        Texts,
        "those of `recovery_alerts` without an action group that is enabled and has a receiver",
    ),
];
pub(super) const WATCHED: &[FactSpec] = &[
    fact(
        "resource_health_alerts",
        Texts,
        "names of the alerts that tell when Azure makes it unavailable: enabled, with an action group, with scope and conditions that cover it",
    ),
    fact(
        "unalerted_deletions",
        Texts,
        "operations that delete it, its resource group or its locks and that no enabled alert with an action group tells of",
    ),
    fact(
        "log_settings",
        Texts,
        "names of its diagnostic settings that send at least one log to a destination; for Storage those of the blob service",
    ),
];
pub(super) const WATCHED_STORE: &[FactSpec] = &[fact(
    "availability_alerts",
    Texts,
    "names of the enabled metric alerts with an action group on its availability (AI Search has no such metric: latency or throttled queries)",
)];
pub(super) const PROBED: &[FactSpec] = &[
    fact(
        "availability_tests",
        Texts,
        "names of the enabled availability tests from at least three places that ask its own host",
    ),
    fact(
        "probed_from_outside",
        Bool,
        "there is such a test; unknown if the subscription's tests ask other hosts only, since one may be a gateway before it",
    ),
];
pub(super) const RESTORABLE: &[FactSpec] = &[
    fact(
        "instance_id",
        Text,
        "the id that its restore points are kept under",
    ),
    fact(
        "regions_without_restore_point",
        Texts,
        "those of `regions` for which Azure lists no live restorable copy",
    ),
];
pub(super) const GEO_COPY: &[FactSpec] = &[
    fact(
        "geo_copy_status",
        Text,
        "state of the geo copy: `Live`, `Bootstrap`, `Unavailable`",
    ),
    fact(
        "geo_copy_can_fail_over",
        Bool,
        "Azure would take an unplanned failover now (absent = false)",
    ),
    fact(
        "geo_copy_last_sync",
        Instant,
        "all that was written before is in the copy; null if Azure gives none or a placeholder",
    )
    .nullable(),
    fact(
        "geo_copy_lag_minutes",
        Int,
        "minutes from `geo_copy_last_sync` to the read; null without it",
    )
    .nullable(),
    fact(
        "geo_copy_current",
        Bool,
        "the copy is Live and was synchronised less than 15 minutes before it was read",
    ),
];
pub(super) const DATA: &[FactSpec] = &[
    fact(
        "data_connections",
        Texts,
        "connections to it that no capability host names, so taken for datasets; those that are known",
    ),
    fact(
        "has_data_connections",
        Bool,
        "a connection leads to it that no capability host names",
    ),
];
pub(super) const MODEL: &[FactSpec] = &[
    fact(
        "model_format",
        Text,
        "publisher of the model, e.g. `OpenAI`, null if Azure gives none",
    )
    .nullable(),
    fact(
        "model_lifecycle",
        Text,
        "`Stable`, `GenerallyAvailable`, `Preview`, `Legacy`, `Deprecating` or `Deprecated`, as the region lists model and version; unknown if it doesn't",
    ),
    fact(
        "upgrade_option",
        Text,
        "versionUpgradeOption, e.g. `NoAutoUpgrade`, null if Azure gives none",
    )
    .nullable(),
];
