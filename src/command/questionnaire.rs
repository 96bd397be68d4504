//! `foundry-dr questionnaire`: what only people know about this estate, as a config file to fill in.

use super::audit::{judge, now, read};
use super::config;
use super::failure::Failure;
use super::input::{library, selected};
use super::output::{note, write_new_file};
use crate::audit::{self, Finding, Policy, Report, RuleInfo, Status};
use crate::catalogue::ReadPlan;
use crate::cli::{QuestionnaireArgs, Verbosity};
use crate::exit::Exit;
use crate::render::plain;
use crate::rule::Class;
use crate::text::count;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many subjects of a question are listed.
const LISTED: usize = 20;

pub(super) fn run(args: &QuestionnaireArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    // Checked before anything is read: a run that can't end well needn't begin.
    let now = now(&args.source)?;
    let all = library(&args.rules.rules)?;
    let workloads = config::load(&args.config, !args.source.demo, &all, now)?.workloads;
    let mut library = selected(&args.rules)?;
    library.retain(|rule| rule.class == Class::Attestation);
    if args.out.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{} is there already", args.out.display()))
            .hint("it may hold answers: name another file with --out, or move it away"));
    }
    let plan = ReadPlan::for_facts(library.facts());
    let mut read = read(&args.source, &plan, verbosity)?;
    plan.narrow(&mut read.snapshot);
    let cut_short = read.cut_short;
    let (audit, _) = judge(read, &library, &Policy::default(), &workloads)?;
    let questions = questions(&audit.report);
    if questions.is_empty() {
        note("no attestation applies here: nothing was written");
    } else {
        let text = skeleton(&audit.report, &questions);
        write_new_file(&args.out, |out| out.write_all(text.as_bytes()))?;
        let file = args.out.display();
        note(&format!(
            "{} written to {file}; fill them in, then run `foundry-dr audit --config {file} …`",
            count(questions.len(), "question")
        ));
    }
    Ok(decide(&audit, cut_short))
}

/// The findings that wait for a person, by rule.
fn questions(report: &Report) -> BTreeMap<&str, Vec<&Finding>> {
    let mut questions: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let manual = report.findings.iter().filter(|f| f.status == Status::Manual);
    for finding in manual {
        questions.entry(&finding.rule).or_default().push(finding);
    }
    questions
}

/// The file: one block per rule, never one per project.
fn skeleton(report: &Report, questions: &BTreeMap<&str, Vec<&Finding>>) -> String {
    let mut text = format!(
        "# What only people know about this estate, asked on {} by foundry-dr {}.\n\
         # Answer each question with a statement, who answers for it, the address of the evidence and the day on\n\
         # which it was so. Take out what isn't so: it stays open. Then run `foundry-dr audit --config <this file> …`.\n",
        report.generated_at.to_offset(time::UtcOffset::UTC).date(),
        report.tool.version
    );
    for (id, findings) in questions {
        if let Some(rule) = report.rules.get(*id) {
            text.push_str(&block(id, rule, findings));
        }
    }
    text
}

fn block(id: &str, rule: &RuleInfo, findings: &[&Finding]) -> String {
    let mut text = format!("\n# {id} ({})\n", rule.severity);
    comment(&mut text, &format!("{}.", rule.title.trim_end_matches('.')));
    text.push_str("#\n");
    comment(&mut text, &rule.summary);
    text.push_str("#\n# It is about:\n");
    for finding in findings.iter().take(LISTED) {
        let _ = writeln!(text, "#   {}", plain(&finding.subject.id));
    }
    if findings.len() > LISTED {
        let _ = writeln!(text, "#   and {} more", findings.len() - LISTED);
    }
    let _ = write!(
        text,
        "[[attestation]]\n\
         rule = \"{id}\"\n\
         # subject = \"\"   # one of the above or a glob; without it the answer is for all of them\n\
         statement = \"\"   # what is so\n\
         owner = \"\"       # who answers for it\n\
         evidence = \"\"    # https://…\n\
         date = \"\"        # the day on which it was so: 2026-12-31\n\
         valid_days = 365\n"
    );
    text
}

/// Text as comment lines. Nothing in it can end a comment: every line is made here.
fn comment(text: &mut String, words: &str) {
    for line in words.lines() {
        let line = plain(line.trim_end());
        for line in textwrap::wrap(&line, 110) {
            let _ = writeln!(text, "{}", format!("# {line}").trim_end());
        }
    }
}

/// Questions may be missing where evidence is.
fn decide(audit: &audit::Audit, cut_short: Option<&str>) -> Exit {
    let report = &audit.report;
    let unknown = report.summary.by_status.unknown;
    let unread = report.source.scope.iter().any(|e| !(e.seen && e.read));
    if audit.report_has_broken_rule() {
        let rules: Vec<&str> = audit.broken_rules().iter().map(String::as_str).collect();
        note(&format!("error: can't be evaluated on some subjects: {}", rules.join(", ")));
        note("hint: run `foundry-dr rules test`");
        return Exit::CouldNotRun;
    }
    if let Some(why) = cut_short {
        note(&format!("the run ended early: {why}; questions may be missing"));
        return Exit::Undecided;
    }
    if unknown > 0 || unread {
        note("not everything could be read; questions may be missing");
        return Exit::Undecided;
    }
    if report.estate.accounts.is_empty() {
        note("no Foundry account was found");
        return Exit::Undecided;
    }
    Exit::Passed
}
