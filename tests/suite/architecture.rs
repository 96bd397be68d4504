//! The house keeps its order: a module imports only those above it, and the pure ones reach for nothing outside.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with those it may import, besides itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("snapshot", &["model", "text"]),
    ("catalogue", &["model", "text", "snapshot"]),
    ("estate", &["model", "text", "snapshot", "catalogue"]),
    ("condition", &["model", "text", "catalogue", "estate"]),
    (
        "rule",
        &[
            "model",
            "text",
            "snapshot",
            "catalogue",
            "estate",
            "condition",
        ],
    ),
    (
        "audit",
        &[
            "model",
            "text",
            "snapshot",
            "catalogue",
            "estate",
            "condition",
            "rule",
        ],
    ),
    ("config", &["model", "text", "rule", "audit"]),
    (
        "render",
        &[
            "model",
            "text",
            "snapshot",
            "catalogue",
            "estate",
            "condition",
            "rule",
            "audit",
        ],
    ),
    ("source", &["model", "text", "snapshot", "catalogue"]),
    ("cli", &["model"]),
    ("exit", &[]),
    (
        "command",
        &[
            "model",
            "text",
            "snapshot",
            "catalogue",
            "estate",
            "condition",
            "rule",
            "audit",
            "config",
            "render",
            "source",
            "cli",
            "exit",
        ],
    ),
];

/// Modules without I/O, and the words that would bring it in.
const PURE: &[&str] = &[
    "model",
    "text",
    "snapshot",
    "catalogue",
    "estate",
    "condition",
    "rule",
    "audit",
    "config",
    "render",
];
const IMPURE_WORDS: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "tokio::",
    "reqwest",
    "getrandom",
    "Uuid::new_v4",
    "SystemTime::now",
    "Instant::now",
    "now_utc()",
    "now_local()",
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            // Tests in files of their own may do what tests do.
            if !path.components().any(|part| part.as_os_str() == "tests")
                && !path.ends_with("tests.rs")
            {
                found.push(path);
            }
        }
    }
}

/// Files with the module they belong to, and their text without comments and in-file tests.
fn modules() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(
        files.len() > 40,
        "the walk found only {} files",
        files.len()
    );
    let module = |path: &Path| {
        let first = path
            .strip_prefix(&root)
            .unwrap()
            .components()
            .next()
            .unwrap();
        first
            .as_os_str()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned()
    };
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let lines = text
            .lines()
            .take_while(|line| line.trim() != "#[cfg(test)]");
        lines
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    files
        .into_iter()
        .map(|path| (module(&path), path.clone(), code(&path)))
        .collect()
}

#[test]
fn modules_import_only_what_is_above_them() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, path, code) in modules() {
        if module == "lib" || module == "main" {
            continue;
        }
        let allowed = table
            .get(module.as_str())
            .unwrap_or_else(|| panic!("{module} has no row in the import table"));
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name != module && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: crate::{name}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports against the table:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn pure_modules_reach_for_nothing_outside() {
    let mut wrong = Vec::new();
    for (module, path, code) in modules() {
        if PURE.contains(&module.as_str()) {
            wrong.extend(
                IMPURE_WORDS
                    .iter()
                    .filter(|word| code.contains(**word))
                    .map(|word| format!("{}: {word}", path.display())),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "outside world in pure modules:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_one_file_names_the_fenced_crate() {
    let naming: Vec<PathBuf> = modules()
        .into_iter()
        .filter(|(_, _, code)| code.contains("azure_mgmt_resources"))
        .map(|(_, path, _)| path)
        .collect();
    assert_eq!(naming.len(), 1, "{naming:?}");
    assert!(naming[0].ends_with("catalogue/typed.rs"));
}

#[test]
fn nothing_sends_but_get_and_one_query() {
    for (module, path, code) in modules() {
        if module == "source" {
            for word in [
                ".post(",
                ".put(",
                ".patch(",
                ".delete(",
                "Method::POST",
                "Method::PUT",
                "Method::PATCH",
                "Method::DELETE",
            ] {
                // Resource Graph takes its query by POST: one place, which sends nothing else.
                let allowed = word == ".post(" && path.ends_with("arm/client/query.rs");
                let found = code.matches(word).count();
                assert_eq!(found, usize::from(allowed), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn files_stay_small() {
    let long: Vec<String> = modules()
        .into_iter()
        .map(|(_, path, _)| (fs::read_to_string(&path).unwrap().lines().count(), path))
        .filter(|(lines, _)| *lines > 600)
        .map(|(lines, path)| format!("{}: {lines}", path.display()))
        .collect();
    assert!(
        long.is_empty(),
        "longer than 600 lines, tests included:\n{}",
        long.join("\n")
    );
}
