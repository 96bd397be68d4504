//! The reads of each kind of dependency: the list of a subscription, one resource, the registration of its provider.

use super::ReadKind;
use crate::catalogue::kind;
use crate::catalogue::read::ReadRow;
use crate::model::Kind;

/// The reads of a kind of dependency.
#[derive(Debug)]
pub(in crate::catalogue) struct KindReads {
    /// All of a subscription.
    pub(in crate::catalogue) list: ReadRow,
    /// One.
    pub(in crate::catalogue) one: ReadRow,
    /// Registration of the resource provider.
    pub(in crate::catalogue) registration: ReadRow,
}

/// The three reads of a kind: namespace and type as Microsoft writes them, the api-version, an older one, what is kept.
macro_rules! kind_reads {
    ($kind:expr, $namespace:literal, $ty:literal, $version:literal, $older:literal, $keep:expr $(,)?) => {
        $crate::catalogue::reads::KindReads {
            list: $crate::catalogue::ReadRow::list(
                concat!($ty, "/list"),
                $crate::catalogue::At::Subscription,
                concat!("/providers/", $namespace, "/", $ty),
                $version,
            )
            .older($older)
            .needs(concat!($namespace, "/", $ty, "/read"))
            .per($crate::catalogue::Per::FoundrySubscription)
            .where_needed()
            .keep($keep)
            .family($crate::catalogue::Family::List($kind)),
            one: $crate::catalogue::ReadRow::one(
                concat!($ty, "/one"),
                $crate::catalogue::At::Resource(concat!($namespace, "/", $ty)),
                "",
                $version,
            )
            .older($older)
            .needs(concat!($namespace, "/", $ty, "/read"))
            .per($crate::catalogue::Per::Dependency($kind))
            .where_needed()
            .keep($keep)
            .family($crate::catalogue::Family::One($kind)),
            registration: $crate::catalogue::ReadRow::one(
                concat!($ty, "/registration"),
                $crate::catalogue::At::Subscription,
                concat!("/providers/", $namespace),
                "2021-04-01",
            )
            .needs("Microsoft.Resources/subscriptions/providers/read")
            .per($crate::catalogue::Per::Refused)
            .where_needed()
            .keep(&["id", "namespace", "registrationState"])
            .family($crate::catalogue::Family::Registration($kind)),
        }
    };
}

pub(crate) use kind_reads;

/// All of them.
pub(super) fn all() -> impl Iterator<Item = ReadKind> + Clone {
    let each = |kind| {
        let reads = of(kind);
        [&reads.list, &reads.one, &reads.registration].map(ReadKind)
    };
    Kind::DEPENDENCIES.into_iter().flat_map(each)
}

/// Those of a kind.
///
/// # Panics
/// For a kind that is no dependency: an internal error.
pub(super) fn of(kind: Kind) -> &'static KindReads {
    let row = kind::row(kind).dependency.as_ref();
    &row.unwrap_or_else(|| unreachable!("internal: {kind} is no dependency"))
        .reads
}
