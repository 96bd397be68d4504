//! Where a result is. Viewers want a file and a line: the input and the line that the resource stands in, where there is a
//! file. Where there is none, the location is called after the resource, and isn't there.

use crate::audit::{Finding, Origin, SubjectRef};
use crate::render::plain;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

/// The input and its line, or `azure/<subscription>/<resource group>/<type>/<name>`, line 1; and the id as logical location.
pub(super) fn location(finding: &Finding) -> Json {
    let subject = &finding.subject;
    // Standard input is no file that a viewer could open.
    let origin = subject.origin.as_ref().filter(|from| from.input != "-");
    let (uri, line) = match origin {
        Some(Origin { input, line, .. }) => (file_uri(input), *line),
        None => (azure_uri(subject), 1),
    };
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": line},
        },
        "logicalLocations": [{
            "name": plain(&subject.name),
            "fullyQualifiedName": plain(&subject.id),
            "kind": "resource",
        }],
    })
}

fn azure_uri(subject: &SubjectRef) -> String {
    let segments = [
        subject.subscription.as_deref().unwrap_or("-"),
        subject.resource_group.as_deref().unwrap_or("-"),
        subject.kind.as_str(),
        &subject.name,
    ];
    format!("azure/{}", segments.map(escaped).join("/"))
}

/// A path as a URI: a relative one stays relative, so that a viewer finds it from the root of the repository. Climbing
/// segments stay as well: the user gave them.
fn file_uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let segment = |segment: &str| match segment {
        "" | "." | ".." => segment.to_owned(),
        other => escaped(other),
    };
    let segments: Vec<String> = path.split('/').map(segment).collect();
    let uri = segments.join("/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    match (uri.starts_with('/'), drive) {
        (true, _) => format!("file://{uri}"),
        (false, true) => format!("file:///{}", uri.replacen("%3A", ":", 1)),
        (false, false) => uri,
    }
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
    use crate::audit::{Origin, Status, sample_finding};
    use crate::model::Severity;

    #[test]
    fn a_resource_has_an_address_and_its_id() {
        let location = location(&sample_finding(Severity::Low, Status::Fail));
        let physical = &location["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "azure/s1/rg/foundry-account/a");
        assert_eq!(physical["region"]["startLine"], 1);
        let name = location["logicalLocations"][0]["fullyQualifiedName"].as_str();
        assert!(name.is_some_and(|name| name.ends_with("/accounts/a")));
    }

    #[test]
    fn what_came_from_a_file_is_in_that_file() {
        let at = |input: &str| {
            let mut finding = sample_finding(Severity::Low, Status::Fail);
            std::sync::Arc::make_mut(&mut finding.subject).origin =
                Some(Origin { input: input.to_owned(), line: 12, pointer: None });
            let physical = location(&finding)["physicalLocation"].clone();
            let line = physical["region"]["startLine"].as_u64();
            let uri = physical["artifactLocation"]["uri"].as_str();
            (uri.unwrap_or_default().to_owned(), line)
        };
        for (input, uri) in [
            ("estate.jsonl", "estate.jsonl"),
            ("./a b/estate.jsonl", "a%20b/estate.jsonl"),
            ("../estate.jsonl", "../estate.jsonl"),
            ("/tmp/estate.jsonl", "file:///tmp/estate.jsonl"),
            (r"C:\x\e.jsonl", "file:///C:/x/e.jsonl"),
        ] {
            assert_eq!(at(input), (uri.to_owned(), Some(12)), "{input}");
        }
        assert_eq!(at("-"), ("azure/s1/rg/foundry-account/a".to_owned(), Some(1)));
    }

    #[test]
    fn names_stay_in_their_segment() {
        assert_eq!(escaped("a/../b c"), "a%2F..%2Fb%20c");
        assert_eq!(escaped(".."), "%2E%2E");
        assert_eq!(escaped(""), "-");
    }
}
