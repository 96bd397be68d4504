//! Embeds the rule files, every `rules/**/*.md` except data, fixtures and scenarios, and the fixtures of their examples,
//! every `rules/fixtures/*.json`, as sorted pairs of path and text. The lists are made here so that a new rule is one new
//! file and nothing else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders below `rules/` that hold no rules.
const NO_RULES: [&str; 3] = ["data", "fixtures", "scenarios"];

fn main() -> io::Result<()> {
    announce("rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let rules = root.join("rules");
    let mut files = Vec::new();
    if rules.is_dir() {
        for folder in sorted(&rules)? {
            let skipped = NO_RULES.iter().any(|name| folder.ends_with(name));
            if !skipped {
                collect(&folder, "md", &mut files)?;
            }
        }
    }
    embed(&root, &files, "rules.rs")?;
    let mut files = Vec::new();
    let fixtures = rules.join("fixtures");
    if fixtures.is_dir() {
        collect(&fixtures, "json", &mut files)?;
    }
    embed(&root, &files, "fixtures.rs")
}

/// Writes the list of the files, sorted by path, to a file that the program includes.
fn embed(root: &Path, files: &[PathBuf], list: &str) -> io::Result<()> {
    let mut paths: Vec<String> = files.iter().map(|file| relative(root, file)).collect();
    paths.sort_unstable();
    let mut table = String::from("&[\n");
    for path in paths {
        let included = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\"))");
        // Writing to a string can't fail.
        let _ = writeln!(table, "    ({path:?}, {included}),");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join(list), table)
}

/// Adds the files with an extension at or below a path.
fn collect(path: &Path, wanted: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in sorted(path)? {
            collect(&entry, wanted, files)?;
        }
    } else if path.extension().is_some_and(|extension| extension == wanted) {
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
