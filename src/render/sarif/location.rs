//! Where a result is. Resources aren't files, and viewers want one: it is called after the resource, and isn't there.

use crate::audit::Finding;
use crate::render::plain;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

/// `azure/<subscription>/<resource group>/<type>/<name>`, line 1; and the id as logical location.
pub(super) fn location(finding: &Finding) -> Json {
    let subject = &finding.subject;
    let segments = [
        subject.subscription.as_deref().unwrap_or("-"),
        subject.resource_group.as_deref().unwrap_or("-"),
        subject.kind.word(),
        &subject.name,
    ];
    let path = segments.map(escaped).join("/");
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": format!("azure/{path}")},
            "region": {"startLine": 1},
        },
        "logicalLocations": [{
            "name": plain(&subject.name),
            "fullyQualifiedName": plain(&subject.id),
            "kind": "resource",
        }],
    })
}

/// A segment of a URI (RFC 3986): what isn't unreserved is percent-encoded, and no segment climbs.
fn escaped(segment: &str) -> String {
    if segment.is_empty() || segment.chars().all(|c| c == '.') {
        return segment.replace('.', "%2E") + if segment.is_empty() { "-" } else { "" };
    }
    let mut safe = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{escaped, location};
    use crate::audit::{Status, sample_finding};
    use crate::model::Severity;

    #[test]
    fn a_resource_has_an_address_and_its_id() {
        let location = location(&sample_finding(Severity::Low, Status::Fail));
        let physical = &location["physicalLocation"];
        assert_eq!(
            physical["artifactLocation"]["uri"],
            "azure/s1/rg/foundry-account/a"
        );
        assert_eq!(physical["region"]["startLine"], 1);
        let name = location["logicalLocations"][0]["fullyQualifiedName"].as_str();
        assert!(name.is_some_and(|name| name.ends_with("/accounts/a")));
    }

    #[test]
    fn names_stay_in_their_segment() {
        assert_eq!(escaped("a/../b c"), "a%2F..%2Fb%20c");
        assert_eq!(escaped(".."), "%2E%2E");
        assert_eq!(escaped(""), "-");
    }
}
