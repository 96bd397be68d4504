//! Rule files from directories, and the filter that the command line puts on rules.

use super::failure::Failure;
use crate::cli::RuleArgs;
use crate::rule::{Library, Rule};
use crate::text::{self, Glob, Star, count};
use std::path::{Path, PathBuf};

/// The built-in rules and those of the given directories, unfiltered.
pub(super) fn library(directories: &[PathBuf]) -> Result<Library, Failure> {
    let mut library = Library::embedded().map_err(|errors| Failure::of_rules(&errors))?;
    for directory in directories {
        library.add(&rule_files(directory)?).map_err(|errors| Failure::of_rules(&errors))?;
    }
    Ok(library)
}

/// The library that the command line asks for.
pub(super) fn selected(args: &RuleArgs) -> Result<Library, Failure> {
    let mut library = library(&args.rules)?;
    narrow(&mut library, args)?;
    Ok(library)
}

/// Keeps the rules that the command line asks for.
pub(super) fn narrow(library: &mut Library, args: &RuleArgs) -> Result<(), Failure> {
    let known = |matches: &dyn Fn(&Rule) -> bool| library.rules().iter().any(matches);
    let matches = |glob: &Glob, rule: &Rule| glob.matches(&rule.id.to_lowercase());
    let globs = |written: &[String]| -> Vec<Glob> {
        let globs = written.iter().map(|written| {
            // As the table writes them: `REC-001`, `REC-*`.
            let whole = Glob::new(written, Star::Any);
            let is_known = known(&|rule| matches(&whole, rule));
            if is_known { whole } else { Glob::new(&with_prefix(written), Star::Any) }
        });
        globs.collect()
    };
    let (wanted, excluded) = (globs(&args.rule), globs(&args.exclude_rule));
    let written = args.rule.iter().chain(&args.exclude_rule);
    for (written, glob) in written.zip(wanted.iter().chain(&excluded)) {
        if !known(&|rule| matches(glob, rule)) {
            let ids = library.rules().iter().map(|rule| rule.id.as_str());
            return Err(Failure::new(format!("no rule matches `{written}`")).hint(did_you_mean(
                &with_prefix(written),
                ids,
                "`foundry-dr rules list` shows all rules",
            )));
        }
    }
    for pillar in &args.pillar {
        if !known(&|rule| rule.pillar.eq_ignore_ascii_case(pillar)) {
            let pillars = library.rules().iter().map(|rule| rule.pillar.as_str());
            return Err(Failure::new(format!("no rule has pillar `{pillar}`")).hint(did_you_mean(
                pillar,
                pillars,
                "`foundry-dr rules list` shows all rules",
            )));
        }
    }
    library.retain(|rule| {
        let any = |globs: &[Glob]| globs.iter().any(|glob| matches(glob, rule));
        let pillar = args.pillar.is_empty()
            || args.pillar.iter().any(|pillar| rule.pillar.eq_ignore_ascii_case(pillar));
        pillar && (wanted.is_empty() || any(&wanted)) && !any(&excluded)
    });
    if library.rules().is_empty() {
        return Err(Failure::new("the filters leave no rule")
            .hint("check --rule, --exclude-rule and --pillar against `foundry-dr rules list`"));
    }
    Ok(())
}

/// The id of a built-in rule, of which `FDR-` may be left out.
pub(super) fn with_prefix(id: &str) -> String {
    const PREFIX: &str = "FDR-";
    match id.contains('-') && !id.to_uppercase().starts_with(PREFIX) {
        true => format!("{PREFIX}{id}"),
        false => id.to_owned(),
    }
}

/// "did you mean X?", if a known name is near, and what else helps.
pub(super) fn did_you_mean<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match text::did_you_mean(word, known) {
        Some(hint) => format!("{hint} {otherwise}"),
        None => otherwise.to_owned(),
    }
}

/// Bytes that are read of a rule file. What is larger than a rule may be is told by the loader, with its place.
pub(super) const RULE_FILE_BYTES: u64 = 1 << 20;

/// Path and text of each rule file of a directory, subdirectories included, sorted.
pub(super) fn rule_files(directory: &Path) -> Result<Vec<(String, String)>, Failure> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::new(format!("failed to read {}: {error}", path.display()))
            .hint("--rules takes a directory with rule files (*.md)")
    };
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).map_err(|error| failed(&directory, &error))? {
            let entry = entry.map_err(|error| failed(&directory, &error))?;
            let path = entry.path();
            // Links aren't followed into: a cycle of them would never end.
            if entry.file_type().is_ok_and(|ty| ty.is_dir()) {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md")
                && path.file_stem().is_some_and(|stem| !stem.eq_ignore_ascii_case("readme"))
            {
                let bytes = crate::source::regular_file(&path, RULE_FILE_BYTES, "rule-file-bytes");
                let bytes = bytes.map_err(|error| failed(&path, &error))?;
                let text = text::decoded(&bytes).map_err(|error| failed(&path, &error))?;
                files.push((path.display().to_string(), text));
            }
        }
    }
    if files.is_empty() {
        return Err(Failure::new(format!(
            "{} holds {}",
            directory.display(),
            count(0, "rule file")
        ))
        .hint("a rule is one *.md file; see examples/rules"));
    }
    files.sort();
    Ok(files)
}
