//! Principals and scopes in words: object ids and paths say little to a reader, so messages name what they can.

use crate::model::ResourceId;
use std::collections::BTreeSet;

/// What a principal is, as the beginning of a sentence.
pub(super) fn who(principal_type: &str, projects: &BTreeSet<String>) -> String {
    if !projects.is_empty() {
        let titles: Vec<&str> = projects.iter().map(String::as_str).collect();
        return format!("the identity of {}", listed(&titles));
    }
    match principal_type.to_lowercase().as_str() {
        "user" => "a user",
        "group" => "a group",
        "foreigngroup" => "a group of another tenant",
        "serviceprincipal" => "a service principal",
        "device" => "a device",
        _ => "a principal of unknown type",
    }
    .to_owned()
}

/// What a principal of this type can have in place of a standing right, after "…: ". Privileged Identity Management makes
/// people and groups eligible, never applications, service principals or managed identities (Microsoft, Eligible role
/// assignments).
pub(super) fn instead(principal_type: &str) -> &'static str {
    match principal_type.to_lowercase().as_str() {
        "user" | "group" | "foreigngroup" => {
            "make it eligible in Privileged Identity Management, with approval"
        }
        "serviceprincipal" => {
            "give it a custom role without these rights, since a service principal can't be made eligible"
        }
        _ => {
            "find out what it is; people and groups can be made eligible, anything else gets a custom role without these rights"
        }
    }
}

/// False for what is known to have no members. A type that isn't known may be a group.
pub(super) fn may_be_group(principal_type: &str) -> bool {
    const SINGLE: [&str; 6] =
        ["User", "ServicePrincipal", "Device", "AgentUser", "AgentServicePrincipal", "Unknown"];
    !SINGLE.iter().any(|single| principal_type.eq_ignore_ascii_case(single))
}

/// Where a role was given. A subscription is always the one that the resource lies in.
pub(super) fn place(scope: &ResourceId) -> String {
    let written = scope.written();
    if written == "/" {
        return "the root of the tenant".into();
    }
    if let Some(resource) = resource(written) {
        return resource;
    }
    match (scope.resource_group(), scope.subscription()) {
        (Some(group), _) => format!("resource group {group}"),
        (None, Some(_)) => "the subscription".into(),
        (None, None) => written.to_owned(),
    }
}

/// A management group, or a resource by its names: `contoso-agents/support`.
fn resource(written: &str) -> Option<String> {
    let segments: Vec<&str> = written.split('/').collect();
    let at = segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("providers"))?;
    let mut segments = segments[at + 1..].iter().copied();
    let (provider, ty) = (segments.next()?, segments.next()?);
    let name = segments.next()?;
    if provider.eq_ignore_ascii_case("Microsoft.Management")
        && ty.eq_ignore_ascii_case("managementGroups")
    {
        return Some(format!("management group {name}"));
    }
    // After the first name, types and names take turns.
    let names = std::iter::once(name).chain(segments.skip(1).step_by(2));
    Some(names.collect::<Vec<_>>().join("/"))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed<S: AsRef<str>>(texts: &[S]) -> String {
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    match texts.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_named_as_people_do() {
        let group = "/subscriptions/s/resourceGroups/rg-ai-lab";
        for (scope, words) in [
            ("/", "the root of the tenant".to_owned()),
            (
                "/providers/Microsoft.Management/managementGroups/contoso",
                "management group contoso".to_owned(),
            ),
            ("/subscriptions/s", "the subscription".to_owned()),
            (group, "resource group rg-ai-lab".to_owned()),
            (
                &format!("{group}/providers/Microsoft.CognitiveServices/accounts/a/projects/p"),
                "a/p".to_owned(),
            ),
            (&format!("{group}/providers/Microsoft.Storage/storageAccounts/st"), "st".to_owned()),
            (&format!("{group}/PROVIDERS/MICROSOFT.STORAGE/STORAGEACCOUNTS/ST"), "ST".to_owned()),
        ] {
            assert_eq!(place(&ResourceId::new(scope)), words, "{scope}");
        }
    }

    #[test]
    fn a_type_that_azure_does_not_tell_is_said_to_be_unknown() {
        let nobody = BTreeSet::new();
        for (ty, words) in [
            ("User", "a user"),
            ("serviceprincipal", "a service principal"),
            ("Unknown", "a principal of unknown type"),
            ("unspecified", "a principal of unknown type"),
        ] {
            assert_eq!(who(ty, &nobody), words);
        }
        let two = ["a/p".to_owned(), "a/q".to_owned()].into();
        assert_eq!(who("ServicePrincipal", &two), "the identity of a/p and a/q");
    }
}
