//! The scopes that reads are made at, and how a folded path is recognised as one.

use super::address::is_plain;
use crate::model::ResourceId;

/// The scope that a read's path begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// No scope: the path is all there is.
    Tenant,
    /// A management group.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// A region of Cognitive Services as a subscription sees it.
    Region,
    /// A resource of this type, as Microsoft writes it.
    Resource(&'static str),
    /// Any resource of a resource group, or a part of one.
    AnyResource,
    /// Anything below a subscription.
    Below,
    /// A definition of this type of Azure Policy: Microsoft's own, a management group's or a subscription's.
    PolicyDefinition(&'static str),
}

impl At {
    /// The scope, if this folded path is one that such a read is made at.
    #[must_use]
    pub(super) fn scope(self, path: &str) -> Option<ResourceId> {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        // A query is part of a read's suffix, never of a scope.
        let filled = !path.contains('?') && segments.iter().all(|segment| !segment.is_empty());
        let of_subscription = filled && segments.first() == Some(&"subscriptions");
        let fits = match self {
            Self::Tenant => path.is_empty(),
            Self::ManagementGroup => {
                filled
                    && segments.len() == 4
                    && path.starts_with("/providers/microsoft.management/managementgroups/")
            }
            Self::Subscription => of_subscription && segments.len() == 2,
            Self::Region => {
                of_subscription
                    && segments.len() == 6
                    && segments[2..5] == ["providers", "microsoft.cognitiveservices", "locations"]
            }
            Self::Resource(ty) => of_subscription && is_of_type(&segments, ty),
            Self::AnyResource => {
                of_subscription && segments.len() >= 8 && segments.len().is_multiple_of(2)
            }
            Self::Below => of_subscription && segments.len() > 2,
            Self::PolicyDefinition(ty) => is_definition(path, &segments, ty),
        };
        fits.then(|| ResourceId::new(path))
    }
}

/// True if the segments of a path name a resource of this type, in a resource group or of the subscription itself.
fn is_of_type(segments: &[&str], ty: &str) -> bool {
    let Some(at) = segments.iter().rposition(|part| *part == "providers") else {
        return false;
    };
    let tail = &segments[at + 1..];
    let mut types = ty.split('/');
    let is_namespace = types.next().is_some_and(|namespace| {
        tail.first().is_some_and(|own| namespace.eq_ignore_ascii_case(own))
    });
    let own = tail.iter().skip(1).step_by(2);
    is_namespace
        && !tail.len().is_multiple_of(2)
        && types.clone().count() == tail.len() / 2
        && own.zip(types).all(|(own, ty)| ty.eq_ignore_ascii_case(own))
}

/// True if a path names a definition or an initiative of Azure Policy, wherever it is defined.
fn is_definition(path: &str, segments: &[&str], wanted: &str) -> bool {
    let (ty, name) = match segments {
        ["providers", "microsoft.authorization", ty, name]
        | ["subscriptions", _, "providers", "microsoft.authorization", ty, name]
        | [
            "providers",
            "microsoft.management",
            "managementgroups",
            _,
            "providers",
            "microsoft.authorization",
            ty,
            name,
        ] => (ty, name),
        _ => return false,
    };
    let is_type = wanted.rsplit('/').next().is_some_and(|wanted| wanted.eq_ignore_ascii_case(ty));
    let filled = !name.is_empty() && segments.iter().all(|segment| !segment.is_empty());
    is_type && filled && is_plain(path)
}
