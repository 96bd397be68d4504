//! The house keeps its order: a module imports only those above it, and the pure ones reach for nothing outside.

mod circles;
mod source;

use source::{File, Mention, files, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Each module with those it may import besides itself.
const MAY_IMPORT: &[(&str, &str)] = &[
    ("model", ""),
    ("text", "model"),
    ("snapshot", "model text"),
    ("catalogue", "model text snapshot"),
    ("estate", "model text snapshot catalogue"),
    ("condition", "model text catalogue estate"),
    ("rule", "model text snapshot catalogue estate condition"),
    ("audit", "model text snapshot catalogue estate condition rule"),
    ("config", "model text rule audit"),
    ("render", "model text snapshot catalogue estate condition rule audit"),
    ("source", "model text snapshot catalogue"),
    ("cli", "model"),
    ("exit", ""),
    (
        "command",
        "model text snapshot catalogue estate condition rule audit config render source cli exit",
    ),
];

/// Modules that may reach for the world outside. All others are pure.
const IMPURE: [&str; 5] = ["source", "cli", "exit", "command", "main"];

/// What leads there.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "tokio",
    "reqwest",
    "getrandom",
    "Uuid::new_v4",
    "SystemTime::now",
    "Instant::now",
    "now_utc",
    "now_local",
];

/// The house that a file belongs to: the first part of its module.
fn house(file: &File) -> &str {
    file.module.first().map_or("lib", String::as_str)
}

#[test]
fn modules_import_only_what_is_above_them() {
    let table: BTreeMap<&str, &str> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for file in files() {
        let house = house(file);
        if house == "lib" || house == "main" {
            continue;
        }
        let allowed =
            table.get(house).unwrap_or_else(|| panic!("{house} has no row in the import table"));
        for path in file.mentions.iter().filter_map(Mention::from_root) {
            let Some(other) = path.first() else { continue };
            if other != house && allowed.split(' ').all(|name| name != other) {
                wrong.push(format!("{}: crate::{}", file.name, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the table:\n{}", wrong.join("\n"));
}

#[test]
fn pure_modules_reach_for_nothing_outside() {
    let mut wrong = Vec::new();
    for file in files() {
        if !IMPURE.contains(&house(file)) {
            let mentions = file.mentions.iter();
            let outside = mentions.filter(|one| OUTSIDE.iter().any(|words| one.has(words)));
            wrong.extend(outside.map(|one| format!("{}: {}", file.name, one.path.join("::"))));
        }
    }
    assert!(wrong.is_empty(), "outside world in pure modules:\n{}", wrong.join("\n"));
}

#[test]
fn only_one_file_names_the_fenced_crate() {
    let names = |file: &&File| {
        let mut mentions = file.mentions.iter();
        mentions.any(|one| one.has("azure_mgmt_resources"))
    };
    let naming = files().iter().filter(names);
    let naming: Vec<&str> = naming.map(|file| &*file.name).collect();
    assert_eq!(naming, ["catalogue/typed.rs"]);
}

#[test]
fn nothing_sends_but_get_and_one_query() {
    let words = ["send", "post", "put", "patch", "delete"];
    let mut sending = BTreeSet::new();
    let mut clients = 0;
    for file in files() {
        let name = &file.name;
        let calls = file.calls.iter().map(String::as_str);
        let calls = calls.filter(|call| words.contains(call));
        sending.extend(calls.map(|call| format!("{name} {call}")));
        let methods = file.mentions.iter().filter(|one| one.has("Method"));
        sending.extend(methods.map(|one| format!("{name} {}", one.path.join("::"))));
        clients += usize::from(file.mentions.iter().any(|one| one.has("reqwest::Client")));
    }
    // Reads of ARM, and GitHub's own token endpoint. Resource Graph takes its query by POST: one place, which sends nothing
    // else.
    let expected = [
        "source/arm/client.rs send",
        "source/arm/client/query.rs post",
        "source/arm/client/query.rs send",
        "source/arm/sign_in/github.rs send",
    ];
    assert_eq!(sending, expected.map(str::to_owned).into());
    let calls = files().iter().flat_map(|file| &file.calls);
    assert_eq!(calls.filter(|call| *call == "post").count(), 1);
    assert!(clients >= 3, "the client is made and kept in {clients} files");
}

#[test]
fn files_stay_small() {
    let length = |file: &'static File| {
        let text = fs::read_to_string(root().join(&file.name)).unwrap();
        (text.lines().count(), &*file.name)
    };
    let lengths = files().iter().map(length);
    let long: Vec<(usize, &str)> = lengths.filter(|(lines, _)| *lines > 600).collect();
    assert!(long.is_empty(), "longer than 600 lines, tests included: {long:?}");
}
