//! Why the subscriptions that were asked for can't be had, and what to do next.

use crate::text::first;
use std::fmt;

/// A subscription that this identity sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visible {
    /// Its id.
    pub id: String,
    /// Its display name.
    pub name: String,
}

impl fmt::Display for Visible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}

/// Why the subscriptions that were asked for can't be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubscriptionError {
    /// The list of subscriptions couldn't be read.
    #[error("failed to list subscriptions: {0}")]
    NoList(String),
    /// No subscription has that name.
    #[error("no subscription is named `{name}`")]
    NoSuchName {
        /// As asked for.
        name: String,
        /// The nearest name.
        nearest: Option<Visible>,
        /// All that this identity sees.
        visible: Vec<Visible>,
    },
    /// Several have that name.
    #[error("{} subscriptions are named `{name}`", candidates.len())]
    Ambiguous {
        /// As asked for.
        name: String,
        /// Their ids.
        candidates: Vec<Visible>,
    },
    /// ARM doesn't know the id, or doesn't show it to this identity.
    #[error("subscription {id} doesn't exist, or this identity has no access to it")]
    NotFound {
        /// As asked for.
        id: String,
        /// What it does see, if that could be read.
        visible: Vec<Visible>,
    },
    /// What is below a management group can't be told.
    #[error("failed to list the subscriptions of management group `{group}`: {cause}")]
    NoGroup {
        /// As asked for.
        group: String,
        /// What Azure said.
        cause: String,
    },
    /// This identity sees none.
    #[error("this identity sees no subscription")]
    NoneVisible,
}

impl SubscriptionError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoList(_) => "name subscriptions by id: `-s <id>`".to_owned(),
            Self::NoGroup { .. } => "check its id (not its display name): `az account management-group list`; or name subscriptions with `-s`"
                .to_owned(),
            Self::NoSuchName {
                nearest: Some(nearest),
                ..
            } => format!("did you mean {nearest}?"),
            Self::NoSuchName { visible, .. } | Self::NotFound { visible, .. }
                if !visible.is_empty() =>
            {
                format!("this identity sees {}", first(visible.iter().map(Visible::to_string), 10))
            }
            Self::Ambiguous { candidates, .. } => {
                let ids: Vec<&str> = candidates.iter().map(|found| found.id.as_str()).collect();
                format!("name it by id: {}", ids.join(", "))
            }
            Self::NoSuchName { .. } | Self::NotFound { .. } | Self::NoneVisible => {
                "check the tenant you are signed in to, and that the identity has Reader: `az account list`"
                    .to_owned()
            }
        }
    }
}
