//! Rule files from directories, and the filter that the command line puts on rules.

use super::failure::{Failure, count};
use crate::cli::RuleArgs;
use crate::rule::{Library, Rule};
use std::path::{Path, PathBuf};

/// The built-in rules and those of the given directories, unfiltered.
pub(super) fn library(directories: &[PathBuf]) -> Result<Library, Failure> {
    let mut library = Library::embedded().map_err(|errors| Failure::of_rules(&errors))?;
    for directory in directories {
        library
            .add(&rule_files(directory)?)
            .map_err(|errors| Failure::of_rules(&errors))?;
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
    for glob in args.rule.iter().chain(&args.exclude_rule) {
        if !known(&|rule| matches(glob, &rule.id)) {
            let ids = library.rules().iter().map(|rule| rule.id.as_str());
            return Err(
                Failure::new(format!("no rule matches `{glob}`")).hint(did_you_mean(
                    glob,
                    ids,
                    "`foundry-dr rules list` shows all rules",
                )),
            );
        }
    }
    for pillar in &args.pillar {
        if !known(&|rule| rule.pillar.eq_ignore_ascii_case(pillar)) {
            let pillars = library.rules().iter().map(|rule| rule.pillar.as_str());
            return Err(
                Failure::new(format!("no rule has pillar `{pillar}`")).hint(did_you_mean(
                    pillar,
                    pillars,
                    "`foundry-dr rules list` shows all rules",
                )),
            );
        }
    }
    library.retain(|rule| {
        let any = |globs: &[String]| globs.iter().any(|glob| matches(glob, &rule.id));
        let pillar = args.pillar.is_empty()
            || args
                .pillar
                .iter()
                .any(|pillar| rule.pillar.eq_ignore_ascii_case(pillar));
        pillar && (args.rule.is_empty() || any(&args.rule)) && !any(&args.exclude_rule)
    });
    if library.rules().is_empty() {
        return Err(Failure::new("the filters leave no rule")
            .hint("check --rule, --exclude-rule and --pillar against `foundry-dr rules list`"));
    }
    Ok(())
}

/// "did you mean X?", or what else helps.
pub(super) fn did_you_mean<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let folded = word.to_lowercase();
    let near = known
        .map(|known| {
            (
                strsim::damerau_levenshtein(&folded, &known.to_lowercase()),
                known,
            )
        })
        .min();
    match near {
        Some((distance, known)) if distance <= word.len().div_ceil(3) => {
            format!("did you mean `{known}`? {otherwise}")
        }
        Some(_) | None => otherwise.to_owned(),
    }
}

/// True if the glob matches the whole text, ignoring case; `*` stands for any text.
fn matches(glob: &str, text: &str) -> bool {
    let (glob, text) = (glob.to_lowercase(), text.to_lowercase());
    let mut parts = glob.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            let middle: &str = middle;
            match rest.find(middle) {
                Some(at) => rest = &rest[at + middle.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

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
                && path
                    .file_stem()
                    .is_some_and(|stem| !stem.eq_ignore_ascii_case("readme"))
            {
                let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (glob, text, expected) in [
            ("FDR-DEL-*", "FDR-DEL-001", true),
            ("fdr-del-001", "FDR-DEL-001", true),
            ("FDR-DEL-00", "FDR-DEL-001", false),
            ("*-001", "FDR-DEL-001", true),
            ("*DEL*1", "FDR-DEL-001", true),
            ("*DEL*2", "FDR-DEL-001", false),
            ("*", "FDR-DEL-001", true),
            ("FDR*FDR-DEL-001", "FDR-DEL-001", false),
        ] {
            assert_eq!(matches(glob, text), expected, "{glob} {text}");
        }
    }
}
