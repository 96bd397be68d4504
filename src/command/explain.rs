//! `foundry-dr explain`: findings of one rule, whole, with the names of this estate.

use super::audit::{judge, now, read};
use super::config;
use super::failure::Failure;
use super::input::{did_you_mean, library, with_prefix};
use super::output::{note, print, width};
use super::render::{bytes, parse};
use crate::audit::{Finding, Policy, Report};
use crate::catalogue::ReadPlan;
use crate::cli::{ExplainFindingArgs, TextOrJson, Verbosity};
use crate::exit::Exit;
use crate::render::{Harmless, explain};
use crate::text::count;
use std::path::Path;

/// Digits of a fingerprint that are enough to name one.
const LEAST_DIGITS: usize = 8;
/// Findings that are explained at once; the others are counted.
const MOST: usize = 10;

pub(super) fn run(args: &ExplainFindingArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let (resource, file) = about(args)?;
    let report = match file {
        Some(file) => parse(Path::new(file), &bytes(Path::new(file))?)?,
        None => audited(args, verbosity)?,
    };
    let wanted = wanted(&report, &args.what, resource)?;
    match args.output {
        TextOrJson::Json => print(&Harmless::json(&wanted))?,
        TextOrJson::Text => {
            let width = usize::from(width(true)).min(100);
            for (at, finding) in wanted.iter().take(MOST).enumerate() {
                if at > 0 {
                    print(&Harmless::from("\n────────────────────\n"))?;
                }
                print(&explain::finding(&report, finding, width))?;
            }
            if let Some(more) = wanted.len().checked_sub(MOST).filter(|more| *more > 0) {
                note(&format!("{} more: name a resource, or take -o json", count(more, "finding")));
            }
        }
    }
    Ok(Exit::Passed)
}

/// The resource and the report that are named: a report is a file, or is called like one.
fn about(args: &ExplainFindingArgs) -> Result<(Option<&str>, Option<&str>), Failure> {
    let is_file = |word: &&String| {
        word.as_str() == "-" || word.to_lowercase().ends_with(".json") || Path::new(word).is_file()
    };
    let (files, resources): (Vec<&String>, Vec<&String>) = args.about.iter().partition(is_file);
    if files.len() > 1 || resources.len() > 1 {
        let what = if files.len() > 1 { "reports" } else { "resources" };
        return Err(Failure::new(format!("two {what} are named: {}", args.about.join(", ")))
            .hint("name one resource and one report: foundry-dr explain DEL-002 cosmos-agents report.json"));
    }
    let file = files.first().map(|word| word.as_str());
    if file.is_some() && (args.source.demo || !args.source.input.is_empty()) {
        return Err(Failure::new("a report and an estate to audit are both given")
            .hint("leave out the report, or --demo and -i"));
    }
    Ok((resources.first().map(|word| word.as_str()), file))
}

/// The report of the estate, judged by all rules: a finding may hang on what others say of its resource.
fn audited(args: &ExplainFindingArgs, verbosity: Verbosity) -> Result<Report, Failure> {
    let mut library = library(&args.rules)?;
    let now = now(&args.source)?;
    let config = config::load(&args.config, !args.source.demo, &library, now)?;
    if !is_fingerprint(&args.what) {
        let id = known_rule(library.rules().iter().map(|rule| rule.id.as_str()), &args.what)?;
        library.retain(|rule| rule.id == id);
    }
    let plan = ReadPlan::for_facts(library.facts());
    let mut read = read(&args.source, &plan, verbosity)?;
    plan.narrow(&mut read.snapshot);
    let policy = Policy {
        waivers: config.waivers,
        attestations: config.attestations,
        overrides: config.rules.overrides,
        disabled: config.rules.disabled,
        ..Policy::default()
    };
    Ok(judge(read, &library, &policy, &config.workloads)?.0.report)
}

fn is_fingerprint(what: &str) -> bool {
    what.len() >= LEAST_DIGITS && what.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The rule's whole id.
fn known_rule<'a>(
    ids: impl Iterator<Item = &'a str> + Clone,
    what: &str,
) -> Result<String, Failure> {
    let wanted = with_prefix(what);
    let mut named =
        ids.clone().filter(|id| id.eq_ignore_ascii_case(what) || id.eq_ignore_ascii_case(&wanted));
    if let Some(id) = named.next() {
        return Ok(id.to_owned());
    }
    let hint = did_you_mean(&wanted, ids, "`foundry-dr rules list` shows all rules");
    Err(Failure::new(format!("no rule is called `{what}`")).hint(hint))
}

/// The findings that are meant: open ones first, and only those if there are any and no resource is named.
fn wanted<'r>(
    report: &'r Report,
    what: &str,
    resource: Option<&str>,
) -> Result<Vec<&'r Finding>, Failure> {
    let mut found: Vec<&Finding> = if is_fingerprint(what) {
        let digits = what.to_lowercase();
        report.findings.iter().filter(|one| one.fingerprint.starts_with(&digits)).collect()
    } else {
        let id = known_rule(report.rules.keys().map(String::as_str), what)?;
        report.findings.iter().filter(|one| one.rule == id).collect()
    };
    if found.is_empty() {
        return Err(Failure::new(format!("the report has no finding of `{what}`"))
            .hint("foundry-dr audit -v lists all findings; a statement has none"));
    }
    if let Some(resource) = resource {
        let names: Vec<&str> = found.iter().map(|one| one.subject.name.as_str()).collect();
        let hint =
            did_you_mean(resource, names.into_iter(), "name a resource that the rule judges");
        found.retain(|one| is_called(one, resource));
        if found.is_empty() {
            return Err(
                Failure::new(format!("`{what}` judges nothing called `{resource}`")).hint(hint)
            );
        }
    } else if found.iter().any(|one| one.status.is_open()) {
        found.retain(|one| one.status.is_open());
    }
    found.sort_by_key(|one| one.status);
    Ok(found)
}

fn is_called(finding: &Finding, resource: &str) -> bool {
    let subject = &finding.subject;
    subject.name.eq_ignore_ascii_case(resource) || subject.id.eq_ignore_ascii_case(resource)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::sample::Sample;

    fn report() -> Report {
        Sample::new().audit(&Policy::default()).expect("a report").report
    }

    #[test]
    fn a_finding_is_named_by_rule_and_resource_or_by_its_fingerprint() {
        let report = report();
        let by_name = wanted(&report, "del-001", Some("WEU-PROD")).expect("found");
        let [finding] = by_name[..] else { panic!("{by_name:?}") };
        assert_eq!(finding.rule, "FDR-DEL-001");
        assert_eq!(wanted(&report, &finding.fingerprint[..8], None).expect("found"), [finding]);
        assert_eq!(
            wanted(&report, "DEL-001", Some(&finding.subject.id)).expect("found"),
            [finding]
        );
    }

    #[test]
    fn without_a_resource_the_open_findings_are_meant() {
        let report = report();
        let open = wanted(&report, "FDR-DEL-001", None).expect("found");
        assert!(open.iter().all(|one| one.status.is_open()) && open.len() > 1);
        assert!(!wanted(&report, "STO-002", None).expect("found").is_empty(), "none is open");
    }

    #[test]
    fn mistakes_name_the_nearest() {
        let report = report();
        let rule = wanted(&report, "DEL-01", None).expect_err("no such rule");
        assert!(rule.hint.expect("a hint").contains("FDR-DEL-001"));
        let resource = wanted(&report, "DEL-001", Some("weu-prd")).expect_err("no such resource");
        assert!(resource.hint.expect("a hint").contains("weu-prod"));
    }
}
