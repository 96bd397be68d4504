//! The entry points of foreign bytes: a snapshot, a report, a rule file, a config, an answer of ARM. Each takes anything, and
//! holds what came of it to what the program promises: no crash, an error with a place and a hint, nothing lost on the way
//! to a file and back. Used by the fuzz targets and by the property tests.

use foundry_dr::audit::{self, Policy, Report, SourceInfo};
use foundry_dr::catalogue::recognise;
use foundry_dr::config::{self, ConfigFile};
use foundry_dr::estate;
use foundry_dr::render::{csv, html, json, junit, markdown, sarif, table};
use foundry_dr::rule::Library;
use foundry_dr::snapshot::{self, Outcome, Redactor, Snapshot, SnapshotReader};
use serde_json::Value as Json;
use std::error::Error;
use std::sync::OnceLock;
use time::macros::datetime;

/// An estate with all that Standard mode consists of; small, so that a run takes milliseconds.
const ESTATE: &[u8] = include_bytes!("../examples/estates/microsoft-standard-sample.jsonl");

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::embedded().expect("the built-in rules load"))
}

fn read(bytes: &[u8]) -> Result<Snapshot, snapshot::SnapshotError> {
    SnapshotReader::new(bytes).and_then(SnapshotReader::read)
}

/// An audit comes to an end, and no built-in rule breaks on what was read.
fn audited(snapshot: &Snapshot) {
    let source = SourceInfo { kind: snapshot.header.source, inputs: vec![] };
    let estate = estate::build(snapshot);
    let now = datetime!(2026-11-01 0:00 UTC);
    let audit = audit::audit(&estate, library(), &Policy::default(), source, now)
        .expect("nothing is selected");
    assert!(audit.broken_rules().is_empty(), "{:?}", audit.broken_rules());
    serde_json::to_vec(&audit.report).expect("a report can be written");
}

/// A snapshot file: what can be read is written and read again without loss, and can be audited.
pub(crate) fn snapshot_file(bytes: &[u8]) {
    let first = match read(bytes) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.hint().is_empty());
            return;
        }
    };
    let mut written = Vec::new();
    snapshot::write(&first, &mut written).expect("memory takes all");
    let again = read(&written).expect("what was written can be read");
    assert_eq!(again.observations, first.observations);
    audited(&again);
}

/// A saved report: what can be read holds together, is shown in every format, means the same when it is written and read
/// again, and differs from itself in nothing.
pub(crate) fn report_file(bytes: &[u8]) {
    let report = match Report::from_json(bytes) {
        Ok(report) => report,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.hint().is_empty());
            return;
        }
    };
    let options = table::TableOptions::default();
    for text in [
        table::render(&report, &options),
        csv::render(&report),
        html::render(&report),
        junit::render(&report),
        markdown::render(&report),
        sarif::render(&report),
    ] {
        assert!(!text.is_empty());
    }
    let again = Report::from_json(json::render(&report).as_bytes()).expect("it was written whole");
    assert_eq!(again, report);
    let changes = audit::diff(&report, &again);
    assert!(changes.is_empty(), "{changes:?}");
}

/// A rule file of a user: it is a rule whose examples can be run, or every mistake has a place.
pub(crate) fn rule_file(text: &str) {
    let mut own = Library::default();
    match own.add(&[("own.md".to_owned(), text.to_owned())]) {
        Ok(()) => {
            for rule in own.rules() {
                for result in own.run_examples(rule) {
                    assert!(!format!("{result:?}").is_empty());
                }
            }
            hold(&own.lint());
        }
        Err(errors) => refused(&errors),
    }
}

/// A config file: it is valid, or every mistake has a place.
pub(crate) fn config_file(text: &str) {
    let file = ConfigFile { name: "foundry-dr.toml".to_owned(), text: text.to_owned() };
    if let Err(errors) = config::load(&[file], library(), datetime!(2026-11-01 0:00 UTC)) {
        refused(&errors);
    }
}

fn refused(errors: &[impl Error]) {
    assert!(!errors.is_empty(), "a refusal says why");
    hold(errors);
}

fn hold(errors: &[impl Error]) {
    for error in errors {
        assert!(!error.to_string().is_empty());
    }
}

/// An answer of ARM: `which` picks a read of an estate, `place` a value in its body (0 is the whole body), and `value` takes
/// its place: JSON, else a text.
pub(crate) fn arm_body(which: u8, place: u8, value: &[u8]) {
    let mut estate = read(ESTATE).expect("the sample can be read");
    let found = estate.observations.len();
    let Some(observation) = estate.observations.values_mut().nth(usize::from(which) % found) else {
        return;
    };
    let Some((kind, _)) = recognise(&observation.key) else {
        return;
    };
    let value = serde_json::from_slice(value)
        .unwrap_or_else(|_| Json::from(String::from_utf8_lossy(value).into_owned()));
    let mut body = observation.body.take().unwrap_or(Json::Null);
    let mut left = usize::from(place);
    put(&mut body, &mut left, value);
    let (body, dropped) = Redactor::new([7; 32]).trim(body, kind.row().kept(), false);
    observation.outcome = Outcome::Found;
    observation.body = Some(body);
    observation.dropped = dropped;
    audited(&estate);
}

/// Puts a value in the place of the n-th node, counted from the root; gives it back if there are fewer.
fn put(node: &mut Json, left: &mut usize, value: Json) -> Option<Json> {
    if *left == 0 {
        *node = value;
        return None;
    }
    *left -= 1;
    let children: Vec<&mut Json> = match node {
        Json::Array(items) => items.iter_mut().collect(),
        Json::Object(fields) => fields.values_mut().collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => vec![],
    };
    let mut value = Some(value);
    for child in children {
        value = put(child, left, value.take()?);
    }
    value
}
