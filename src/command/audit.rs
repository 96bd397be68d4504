//! `foundry-dr audit`: source, estate, judgement, output, gate.

use super::clock;
use super::config;
use super::destination;
use super::failure::Failure;
use super::formats;
use super::input::{library, narrow};
use super::live::{self, Extent};
use super::output::{self, note};
use crate::audit::{self, Audit, Input, Policy, Select, SourceInfo};
use crate::catalogue::ReadPlan;
use crate::cli::{AuditArgs, SourceArgs, Verbosity};
use crate::config::Config;
use crate::estate;
use crate::exit::Exit;
use crate::model::{FailOn, Workload};
use crate::render;
use crate::rule::Library;
use crate::snapshot::{Snapshot, SnapshotReader, SourceKind};
use crate::source;
use crate::text::count;
use std::path::PathBuf;
use time::OffsetDateTime;

/// The sample estate, embedded.
pub(super) const DEMO: &[u8] = include_bytes!("../../examples/estates/contoso.jsonl");

pub(super) fn run(args: &AuditArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let mut library = library(&args.rules.rules)?;
    let outputs = destination::check(&args.output, &files_read(args, &library))?;
    let now = now(&args.source)?;
    let config = config::load(&args.config, !args.source.demo, &library, now)?;
    let workloads = config.workloads.clone();
    let policy = policy(args, config);
    narrow(&mut library, &args.rules)?;
    library.retain(|rule| !policy.disables(&rule.id));
    if library.rules().is_empty() {
        return Err(Failure::new("the config turns off every rule of the run")
            .hint("check [[rules.disable]] in it"));
    }
    let plan = ReadPlan::for_facts(library.facts());
    let mut read = read(&args.source, &plan, verbosity)?;
    plan.narrow(&mut read.snapshot);
    if args.evidence.published_regions {
        let used = source::fill_regions(&mut read.snapshot, &plan);
        read.source.inputs.extend(used.map(input));
    }
    let cut_short = read.cut_short;
    let (audit, notes) = judge(read, &library, &policy, &workloads)?;
    if !verbosity.quiet {
        for text in notes {
            note(&text);
        }
        config::tell(&policy);
        for exception in audit.report.exceptions.all() {
            note(&warning(exception));
        }
    }
    let written = formats::write_all(&outputs, &audit.report, args.min_severity, verbosity);
    Ok(decide(&audit, cut_short, written))
}

/// The files that the run reads: inputs, config, rule files.
fn files_read(args: &AuditArgs, library: &Library) -> Vec<PathBuf> {
    let own = library.rules().iter().filter(|rule| !rule.built_in);
    let own = own.map(|rule| PathBuf::from(&rule.origin));
    let inputs = args.source.input.iter().chain(&args.config).cloned();
    inputs.chain([PathBuf::from(config::DEFAULT)]).chain(own).collect()
}

/// The audit of what was read, and what to say of the input. Evidence and estate are let go as soon as they aren't needed:
/// a large report is made and printed without them.
pub(super) fn judge(
    read: SourceRead,
    library: &Library,
    policy: &Policy,
    workloads: &[Workload],
) -> Result<(Audit, Vec<String>), Failure> {
    let estate = estate::build_for(&read.snapshot, workloads);
    config::accounts_exist(&estate)?;
    let notes = notes(&read.snapshot, estate.other_accounts);
    let of_files = read.source.kind == SourceKind::Snapshot;
    let origins =
        of_files.then(|| audit::SubjectOrigins::of(&estate, &read.snapshot, &read.source.inputs));
    drop(read.snapshot);
    let mut audit = audit::audit(&estate, library, policy, read.source, read.now)?;
    drop(estate);
    if let Some(origins) = origins {
        audit.report.locate(&origins);
    }
    Ok((audit, notes))
}

/// What is audited.
pub(super) struct SourceRead {
    pub(super) snapshot: Snapshot,
    pub(super) source: SourceInfo,
    pub(super) now: OffsetDateTime,
    pub(super) cut_short: Option<&'static str>,
}

/// The instant at which the estate is judged, as far as it is known before anything is read.
pub(super) fn now(args: &SourceArgs) -> Result<OffsetDateTime, Failure> {
    if !args.demo {
        return clock::now();
    }
    Ok(SnapshotReader::new(DEMO)?.header().taken_at)
}

pub(super) fn read(
    args: &SourceArgs,
    plan: &ReadPlan,
    verbosity: Verbosity,
) -> Result<SourceRead, Failure> {
    if args.demo {
        let (snapshot, info) = source::read("demo", DEMO)?;
        // The sample is judged at the time it was taken: its report never ages.
        let now = snapshot.header.taken_at;
        let source = SourceInfo {
            kind: SourceKind::Demo,
            inputs: vec![Input { kind: SourceKind::Demo, ..input(info) }],
        };
        return Ok(SourceRead { snapshot, source, now, cut_short: None });
    }
    if !args.input.is_empty() {
        let now = clock::now()?;
        let opened = source::open(&args.input, clock::latest()?)?;
        let source = SourceInfo {
            kind: SourceKind::Snapshot,
            inputs: opened.inputs.into_iter().map(input).collect(),
        };
        return Ok(SourceRead { snapshot: opened.snapshot, source, now, cut_short: None });
    }
    let collected = live::collect(&args.live, Extent::Whole, plan, verbosity)?;
    let source = SourceInfo { kind: SourceKind::Arm, inputs: vec![] };
    Ok(SourceRead {
        snapshot: collected.snapshot,
        source,
        now: clock::now()?,
        cut_short: collected.cut_short,
    })
}

/// An input as the report names it.
pub(super) fn input(info: source::InputInfo) -> Input {
    Input {
        name: info.name,
        kind: info.kind,
        taken_at: Some(info.taken_at),
        sha256: Some(info.sha256),
    }
}

/// The command line beats the config, which beats the defaults.
fn policy(args: &AuditArgs, config: Config) -> Policy {
    let default = Policy::default();
    let (gate, other) = (&args.gate, config.gate);
    let unasked = if args.source.demo { None } else { default.fail_on };
    let require_attestations = gate.require_attestations.or(other.require_attestations);
    let allow_empty = gate.allow_empty.or(other.allow_empty);
    Policy {
        select: Select {
            resource_group: args.select.resource_group.clone(),
            account: args.select.account.clone(),
            project: args.select.project.clone(),
            pillar: args.rules.pillar.clone(),
            rule: args.rules.rule.clone(),
            exclude_rule: args.rules.exclude_rule.clone(),
        },
        fail_on: gate.fail_on.or(other.fail_on).map_or(unasked, FailOn::threshold),
        min_score: gate.min_score.or(other.min_score),
        on_unknown: gate.on_unknown.or(other.on_unknown).unwrap_or_default(),
        require_attestations: require_attestations.unwrap_or(default.require_attestations),
        allow_empty: allow_empty.unwrap_or(default.allow_empty),
        max_age: args.evidence.max_age,
        waivers: config.waivers,
        attestations: config.attestations,
        overrides: config.rules.overrides,
        disabled: config.rules.disabled,
        config_sha256: config.sha256,
    }
}

/// `foundry-dr.toml:12: the waiver of FDR-DEL-001 on …: expired on 2026-11-01; …`.
fn warning(exception: &audit::Exception) -> String {
    let part = exception.part.as_ref().map(|part| format!(" › {part}")).unwrap_or_default();
    format!(
        "warning: {}: {} of {} on {}{part} ({}): {}",
        exception.place,
        exception.kind.as_str(),
        exception.rule,
        exception.subject,
        exception.owner,
        exception.why
    )
}

fn notes(snapshot: &Snapshot, other_accounts: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if other_accounts > 0 {
        notes.push(format!(
            "{} not audited: no Foundry projects (OpenAI, Speech, …)",
            count(other_accounts, "Cognitive Services account")
        ));
    }
    if !snapshot.conflicts.is_empty() {
        notes.push(format!(
            "the inputs differ on {}; the newest answer was taken: {}",
            count(snapshot.conflicts.len(), "read"),
            snapshot.conflicts.join(", ")
        ));
    }
    notes
}

/// The exit code, and the last line of stderr that says why.
fn decide(audit: &Audit, cut_short: Option<&str>, written: Vec<Failure>) -> Exit {
    let mut exit = match audit.report.gate.decision {
        audit::Decision::Pass => Exit::Passed,
        audit::Decision::Fail => Exit::Failed,
        audit::Decision::Undecided => Exit::Undecided,
    };
    if let Some(why) = cut_short {
        note(&format!("the run ended early: {why}; what wasn't read is unknown"));
        exit = exit.max(Exit::Undecided);
    }
    if audit.report_has_broken_rule() {
        let rules: Vec<&str> = audit.broken_rules().iter().map(String::as_str).collect();
        note(&format!(
            "error: {} can't be evaluated on some subjects: {}",
            count(rules.len(), "rule"),
            rules.join(", ")
        ));
        note("hint: see their findings with -o json, and run `foundry-dr rules test`");
        exit = Exit::CouldNotRun;
    }
    for failure in &written {
        output::complain(failure);
        exit = Exit::CouldNotRun;
    }
    note(&render::gate_line(&audit.report));
    exit
}
