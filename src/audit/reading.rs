//! A saved report, read again. One that this version doesn't know, or that doesn't hold together, is refused: half of a report
//! would be half of the evidence.

use super::report::Report;
use serde::Deserialize;
use std::collections::BTreeSet;

/// What every version of a report begins with.
const FAMILY: &str = "foundry-dr/report/";

/// Why a report can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// It ends too early.
    #[error("it is truncated: {0}")]
    Cut(serde_json::Error),
    /// A snapshot: evidence that wasn't judged yet.
    #[error("it is a snapshot, no report")]
    Snapshot,
    /// No JSON.
    #[error("it isn't JSON: {0}")]
    Json(serde_json::Error),
    /// Something else.
    #[error("it is no report of foundry-dr: it has no `schema`")]
    NotAReport,
    /// Written by a newer version, or another program.
    #[error("it was written as `{0}`, which this version doesn't know")]
    UnknownSchema(String),
    /// A field is missing, or has another type.
    #[error("it breaks the report's schema: {0}")]
    Broken(serde_json::Error),
    /// It contradicts itself.
    #[error("it contradicts itself: {0}")]
    Contradiction(String),
}

impl ReportError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::UnknownSchema(schema) if schema.starts_with(FAMILY) => {
                "read it with the version that wrote it, or a newer one"
            }
            Self::Snapshot => "judge it first: `foundry-dr audit -i FILE -o json=REPORT`",
            Self::Cut(_) => "the copy is incomplete: copy it again, or write it again",
            Self::Empty
            | Self::Json(_)
            | Self::NotAReport
            | Self::UnknownSchema(_)
            | Self::Broken(_)
            | Self::Contradiction(_) => {
                "give a file that `foundry-dr audit -o json=FILE` wrote, unchanged"
            }
        }
    }
}

/// The one field that tells which version wrote a report.
#[derive(Deserialize)]
struct Envelope {
    schema: Option<serde_json::Value>,
}

/// True if the first line is a snapshot's header.
fn is_snapshot(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header: Option<Envelope> = serde_json::from_slice(first).ok();
    let schema = header.and_then(|header| header.schema);
    schema.is_some_and(|schema| {
        schema.as_str().is_some_and(|schema| schema.starts_with("foundry-dr/snapshot/"))
    })
}

impl Report {
    /// Reads a report as `render::json` writes it.
    ///
    /// # Errors
    /// If it is no report, was written by a newer version, or doesn't hold together.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReportError> {
        if bytes.trim_ascii().is_empty() {
            return Err(ReportError::Empty);
        }
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(|error| match () {
            () if error.is_data() => ReportError::NotAReport,
            () if error.is_eof() => ReportError::Cut(error),
            () if is_snapshot(bytes) => ReportError::Snapshot,
            () => ReportError::Json(error),
        })?;
        match envelope.schema {
            Some(serde_json::Value::String(schema)) if schema == "foundry-dr/report/v1" => {}
            Some(serde_json::Value::String(schema)) => {
                return Err(ReportError::UnknownSchema(schema));
            }
            Some(_) | None => return Err(ReportError::NotAReport),
        }
        let report: Self = serde_json::from_slice(bytes).map_err(ReportError::Broken)?;
        report.check()?;
        Ok(report)
    }

    /// Statuses follow from verdicts, and no finding is there twice: what renderers and comparisons rely on.
    fn check(&self) -> Result<(), ReportError> {
        let contradiction = |text: String| Err(ReportError::Contradiction(text));
        let mut seen = BTreeSet::new();
        for finding in &self.findings {
            if !seen.insert(finding.fingerprint.as_str()) {
                return contradiction(format!("two findings are {}", finding.fingerprint));
            }
            let covers = finding.waiver.as_ref().is_some_and(|waiver| waiver.covers_unknown);
            let status = super::Status::of(finding.verdict, finding.standing, covers);
            if finding.status != status {
                return contradiction(format!(
                    "finding {} counts as {}, but its verdict makes it {}",
                    finding.fingerprint,
                    finding.status.as_str(),
                    status.as_str()
                ));
            }
            if !self.rules.contains_key(&finding.rule) {
                return contradiction(format!(
                    "finding {} is of a rule that isn't in it",
                    finding.fingerprint
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Policy;
    use crate::audit::sample::Sample;
    use serde_json::Value as Json;

    fn sample() -> Report {
        let audit = Sample::new().audit(&Policy::default()).expect("a report");
        audit.report
    }

    fn refused(change: fn(&mut Json)) -> ReportError {
        let mut json = serde_json::to_value(sample()).expect("JSON");
        change(&mut json);
        Report::from_json(json.to_string().as_bytes()).expect_err("refused")
    }

    #[test]
    fn a_report_comes_back_as_it_was() {
        let report = sample();
        let json = serde_json::to_vec(&report).expect("JSON");
        assert_eq!(Report::from_json(&json).expect("read"), report);
    }

    #[test]
    fn what_is_no_report_of_this_version_is_refused() {
        let newer = refused(|json| json["schema"] = "foundry-dr/report/v2".into());
        assert!(matches!(newer, ReportError::UnknownSchema(_)), "{newer}");
        assert!(newer.hint().contains("version that wrote it"));
        let other = refused(|json| json["schema"] = Json::Null);
        assert!(matches!(other, ReportError::NotAReport), "{other}");
        let broken = refused(|json| json["gate"]["decision"] = "green".into());
        assert!(matches!(broken, ReportError::Broken(_)), "{broken}");
        let cut = Report::from_json(b"{\"schema\": \"foundry-dr/rep").expect_err("cut");
        assert!(matches!(cut, ReportError::Cut(_)), "{cut}");
        let read = |text: &str| Report::from_json(text.as_bytes()).expect_err("refused");
        assert!(matches!(read("\r\n "), ReportError::Empty));
        assert!(matches!(read("hello"), ReportError::Json(_)));
        let snapshot = read("{\"schema\":\"foundry-dr/snapshot/v1\"}\n{\"key\":\"/\"}\n");
        assert!(matches!(snapshot, ReportError::Snapshot));
        for other in [&b"[]"[..], b"7", b"{}"] {
            let error = Report::from_json(other).expect_err("refused");
            assert!(matches!(error, ReportError::NotAReport), "{error}");
        }
    }

    #[test]
    fn a_status_that_was_edited_is_refused() {
        let lie = refused(|json| {
            let findings = json["findings"].as_array_mut().expect("findings");
            let fault = findings.iter_mut().find(|f| f["status"] == "fail");
            fault.expect("a fault")["status"] = "pass".into();
        });
        assert!(matches!(lie, ReportError::Contradiction(_)), "{lie}");
        let twice = refused(|json| {
            let findings = json["findings"].as_array_mut().expect("findings");
            findings.push(findings[0].clone());
        });
        assert!(matches!(twice, ReportError::Contradiction(_)), "{twice}");
    }
}
