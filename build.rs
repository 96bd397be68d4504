//! Embeds the rule files: every `rules/**/*.md` except data and scenarios, as sorted pairs of path and text. The list is
//! made here so that a new rule is one new file and nothing else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders below `rules/` that hold no rules.
const NO_RULES: [&str; 2] = ["data", "scenarios"];

fn main() -> io::Result<()> {
    announce("rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    let rules = root.join("rules");
    if rules.is_dir() {
        for folder in sorted(&rules)? {
            let skipped = NO_RULES.iter().any(|name| folder.ends_with(name));
            if !skipped {
                collect(&folder, &mut files)?;
            }
        }
    }
    let mut paths: Vec<String> = files.iter().map(|file| relative(&root, file)).collect();
    paths.sort_unstable();
    let mut table = String::from("&[\n");
    for path in paths {
        let included = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\"))");
        // Writing to a string can't fail.
        let _ = writeln!(table, "    ({path:?}, {included}),");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("rules.rs"), table)
}

/// Adds the Markdown files at or below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in sorted(path)? {
            collect(&entry, files)?;
        }
    } else if path.extension().is_some_and(|extension| extension == "md") {
        files.push(path.to_owned());
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        entries.push(entry?.path());
    }
    entries.sort_unstable();
    Ok(entries)
}

/// The path below the package's root, with slashes on every system.
fn relative(root: &Path, file: &Path) -> String {
    let path = file.strip_prefix(root).unwrap_or(file);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Tells cargo what the list depends on.
fn announce(path: &str) {
    println!("cargo::rerun-if-changed={path}");
}
