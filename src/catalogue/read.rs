//! What is to know about a read, as one row: where it is made, its path and api-version, what it is made once for, what is
//! kept of the answer, the permission it needs and how a report names it. Everything else (keys, costs, roles, titles) is
//! looked up in rows; the rows themselves are in `reads`.

use super::scope::At;
use crate::model::Kind;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A logical read: all pages of a listing, or one resource. Cheap to copy; the row behind it says everything.
#[derive(Clone, Copy)]
pub struct ReadKind(pub(super) &'static ReadRow);

/// One body or a listing of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `{…}`
    One,
    /// `{"value": […], "nextLink": …}`
    List,
}

/// What a read is made once for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Per {
    /// The run.
    Run,
    /// Every subscription in scope.
    Subscription,
    /// Every subscription that holds Foundry accounts.
    FoundrySubscription,
    /// Every Foundry account.
    Account,
    /// Every project.
    Project,
    /// Every dependency of this kind. Lists replace reads by id as soon as a subscription holds two.
    Dependency(Kind),
    /// Every Foundry account, and every store that agents keep state in.
    AccountAndStore,
    /// Every region with model deployments, in each subscription that holds Foundry accounts.
    Region,
    /// What assignments refer to or depend on, as far as it isn't known already: definitions, exemptions.
    Reference,
    /// Every protected resource, or every kind of dependency, but only where the subscription's own list is refused.
    Refused,
}

/// When a plan wants a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Always: the structure of the estate hangs on it.
    Always,
    /// When a fact needs it.
    OnRequest,
    /// Whenever this other read is: it is made in its place.
    With(ReadKind),
}

/// Which of the reads of a dependency's kind a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// All resources of the kind in a subscription.
    List(Kind),
    /// One of them.
    One(Kind),
    /// Registration of the kind's resource provider, read when ARM says that it isn't registered.
    Registration(Kind),
}

/// What is to know about a read.
#[derive(Clone, Debug)]
pub struct ReadRow {
    /// Its name in this program.
    pub name: &'static str,
    /// One body or a listing.
    pub shape: Shape,
    /// The scope that its path begins with.
    pub at: At,
    /// What is appended to the scope's path.
    pub suffix: &'static str,
    /// The api-version to ask for.
    pub api_version: &'static str,
    /// An older version that carries what is read, for clouds that don't know the first.
    pub older: Option<&'static str>,
    /// The permission that it needs.
    pub permission: &'static str,
    /// What it is made once for.
    pub per: Per,
    /// True if the collection decides where it is needed; false if it is made wherever `per` says.
    pub is_conditional: bool,
    /// When a plan wants it.
    pub wanted: Wanted,
    /// Paths of a resource that are kept beside those that facts name; a path keeps all below it.
    pub keep: &'static [&'static str],
    /// How a report names it; `{}` stands for the owner.
    pub title: &'static str,
    /// Which of a kind's own reads it is, if any.
    pub family: Option<Family>,
}

impl ReadRow {
    /// The row of a listing that every plan wants.
    pub(super) const fn list(
        name: &'static str,
        at: At,
        suffix: &'static str,
        api_version: &'static str,
    ) -> Self {
        Self {
            name,
            shape: Shape::List,
            at,
            suffix,
            api_version,
            older: None,
            permission: "",
            per: Per::Run,
            is_conditional: false,
            wanted: Wanted::Always,
            keep: &[],
            title: "{}",
            family: None,
        }
    }

    /// The row of a single body that every plan wants.
    pub(super) const fn one(
        name: &'static str,
        at: At,
        suffix: &'static str,
        api_version: &'static str,
    ) -> Self {
        Self { shape: Shape::One, ..Self::list(name, at, suffix, api_version) }
    }

    /// With an older version for clouds that don't know the newer one.
    pub(super) const fn older(self, version: &'static str) -> Self {
        Self { older: Some(version), ..self }
    }

    /// With the permission that it needs.
    pub(super) const fn needs(self, permission: &'static str) -> Self {
        Self { permission, ..self }
    }

    /// Made once for each of these.
    pub(super) const fn per(self, per: Per) -> Self {
        Self { per, ..self }
    }

    /// Made only where the collection sees that it is needed.
    pub(super) const fn where_needed(self) -> Self {
        Self { is_conditional: true, ..self }
    }

    /// Wanted only by facts that need it.
    pub(super) const fn on_request(self) -> Self {
        Self { wanted: Wanted::OnRequest, ..self }
    }

    /// Made in place of another read.
    pub(super) const fn in_place_of(self, read: ReadKind) -> Self {
        Self { wanted: Wanted::With(read), ..self }
    }

    /// With the paths that are kept of each resource.
    pub(super) const fn keep(self, keep: &'static [&'static str]) -> Self {
        Self { keep, ..self }
    }

    /// With the words of a report.
    pub(super) const fn title(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// One of the reads of a kind.
    pub(super) const fn family(self, family: Family) -> Self {
        Self { family: Some(family), ..self }
    }

    /// The folded ARM type of what it answers with; `None` for answers that are no resources (locations, models).
    #[must_use]
    pub fn arm_type(&self) -> Option<String> {
        // What a query adds is no resource of its own.
        let path = Some(self.suffix).filter(|suffix| !suffix.contains('?'))?;
        let below = |owner: &str| {
            // Types and names alternate; the names of a path (`blobServices/default`) are no part of a type.
            let types = path.split('/').filter(|part| !part.is_empty()).step_by(2);
            std::iter::once(owner).chain(types).collect::<Vec<_>>().join("/")
        };
        let ty = match (self.at, path.strip_prefix("/providers/")) {
            (At::Tenant | At::Region | At::ManagementGroup, _) => return None,
            (At::PolicyDefinition(ty), _) => ty.to_owned(),
            (_, Some(ty)) => ty.to_owned(),
            (At::Resource(owner), None) => below(owner),
            (At::Subscription | At::AnyResource | At::Below, None) => return None,
        };
        // `pricings/AI` names one resource, a bare namespace none.
        let segments: Vec<&str> = ty.split('/').collect();
        let is_named = self.at == At::Subscription && self.shape == Shape::One;
        let kept = segments.len() - usize::from(is_named);
        (kept > 1).then(|| segments[..kept].join("/").to_lowercase())
    }
}

impl ReadKind {
    /// What is to know about it.
    #[must_use]
    pub fn row(self) -> &'static ReadRow {
        self.0
    }

    /// The path of this read at a scope: a subscription, an account, a project, a store, a resource. Tenant reads take "".
    #[must_use]
    pub fn path(self, scope: &str) -> String {
        format!("{}{}", scope.trim_end_matches('/'), self.0.suffix)
    }

    /// How a report names this read of an owner: `connections of weu-prod/agents`.
    #[must_use]
    pub fn title(self, owner: &str) -> String {
        let title = match self.0.family {
            None => self.0.title.to_owned(),
            Some(Family::List(kind)) => format!("{kind} list of {{}}"),
            Some(Family::One(kind)) => format!("{} {{}}", kind.title()),
            Some(Family::Registration(kind)) => format!("{kind} registration of {{}}"),
        };
        title.replacen("{}", owner, 1)
    }
}

// By name, since a constant may have a copy of its row in several places; the same place needs no look at the name.
impl PartialEq for ReadKind {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for ReadKind {}
impl Hash for ReadKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}
impl PartialOrd for ReadKind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for ReadKind {
    fn cmp(&self, other: &Self) -> Ordering {
        if std::ptr::eq(self.0, other.0) {
            return Ordering::Equal;
        }
        self.0.name.cmp(other.0.name)
    }
}
impl fmt::Debug for ReadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// The reads of a kind of dependency.
#[derive(Debug)]
pub(super) struct KindReads {
    /// All of a subscription.
    pub(super) list: ReadRow,
    /// One.
    pub(super) one: ReadRow,
    /// Registration of the resource provider.
    pub(super) registration: ReadRow,
}

/// The three reads of a kind: namespace and type as Microsoft writes them, the api-version, an older one, what is kept.
macro_rules! kind_reads {
    ($kind:expr, $namespace:literal, $ty:literal, $version:literal, $older:literal, $keep:expr $(,)?) => {
        $crate::catalogue::read::KindReads {
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

pub(super) use kind_reads;

/// Declares reads: a constant of [`ReadKind`] for each row, and the list of them.
macro_rules! reads {
    ($(
        $(#[$doc:meta])*
        $name:ident: $shape:ident($at:expr, $suffix:expr, $version:expr $(,)?)
            $(.$method:ident($($argument:tt)*))*;
    )+) => {
        impl ReadKind {
            $(
                $(#[$doc])*
                pub const $name: Self = Self(
                    &ReadRow::$shape(stringify!($name), $at, $suffix, $version)
                        $(.$method($($argument)*))*
                );
            )+
        }
        /// The reads of this file.
        pub(super) const ROWS: &[ReadKind] = &[$(ReadKind::$name),+];
    };
}
pub(super) use reads;

/// What is kept of any resource, and these paths.
macro_rules! resource {
    ($($path:literal),* $(,)?) => { &["id", "name", "type", "location", "kind", $($path),*] };
}
pub(super) use resource;
