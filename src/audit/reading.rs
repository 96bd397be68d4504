//! A saved report, read again. One that this version doesn't know, or that doesn't hold together, is refused: half of a report
//! would be half of the evidence.

use super::finding::{Finding, fingerprint};
use super::gate::{Decision, gate};
use super::pillars;
use super::policy::Policy;
use super::report::Report;
use super::score::score;
use super::status::{Standing, Status};
use super::summary::summary;
use crate::model::{OnUnknown, ResourceId};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::time::Duration;
use time::UtcOffset;

/// What every version of a report begins with.
const FAMILY: &str = "foundry-dr/report/";

/// Why a report can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No JSON, or cut.
    #[error("it is no whole JSON: {0}")]
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
            Self::Json(_)
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

impl Report {
    /// Reads a report as `render::json` writes it.
    ///
    /// # Errors
    /// If it is no report, was written by a newer version, or doesn't hold together.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReportError> {
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(|error| {
            if error.is_data() { ReportError::NotAReport } else { ReportError::Json(error) }
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

    /// What a report says about its findings follows from them, and is computed again here: renderers, comparisons and whoever
    /// reads the gate rely on it.
    fn check(&self) -> Result<(), ReportError> {
        let mut seen = BTreeSet::new();
        for finding in &self.findings {
            if !seen.insert(finding.fingerprint.as_str()) {
                return contradiction(format!("two findings are {}", finding.fingerprint));
            }
            self.check_finding(finding)?;
        }
        let incomplete = self.score.value.is_none();
        let computed = score(&self.findings, incomplete);
        let hidden = self.findings.iter().any(|finding| finding.subject.is_placeholder());
        if computed != self.score || hidden && !incomplete {
            return contradiction("its findings make another score".to_owned());
        }
        if self.summary != summary(&self.findings, &pillars(&self.rules)) {
            return contradiction("its summary counts other findings than it holds".to_owned());
        }
        self.check_gate()
    }

    fn check_finding(&self, finding: &Finding) -> Result<(), ReportError> {
        let id = &finding.fingerprint;
        let Some(rule) = self.rules.get(&finding.rule) else {
            return contradiction(format!("finding {id} is of a rule that isn't in it"));
        };
        let subject = ResourceId::new(&finding.subject.id);
        if *id != fingerprint(&finding.rule, subject.folded(), finding.part.as_deref()) {
            return contradiction(format!(
                "finding {id} has the fingerprint of another rule, subject or part than {} on {}",
                finding.rule, finding.subject.id
            ));
        }
        if finding.severity != rule.severity {
            return contradiction(format!(
                "finding {id} is {}, but its rule is {}",
                finding.severity, rule.severity
            ));
        }
        let day = self.generated_at.to_offset(UtcOffset::UTC).date();
        let signed = match finding.standing {
            Standing::Open => true,
            Standing::Waived => finding.waiver.as_ref().is_some_and(|one| one.expires >= day),
            Standing::Attested => {
                finding.attestation.as_ref().is_some_and(|one| one.expires >= day)
            }
        };
        if !signed {
            return contradiction(format!("finding {id} is signed by nobody, or no longer"));
        }
        let covers = finding.waiver.as_ref().is_some_and(|waiver| waiver.covers_unknown);
        let status = Status::of(finding.verdict, finding.standing, covers);
        if finding.status != status {
            return contradiction(format!(
                "finding {id} counts as {}, but its verdict makes it {}",
                finding.status.as_str(),
                status.as_str()
            ));
        }
        Ok(())
    }

    /// The gate decides alike again. A report of a version that didn't record what was asked may only be stricter than the
    /// most lenient policy would have been.
    fn check_gate(&self) -> Result<(), ReportError> {
        let lenient = Policy {
            fail_on: self.gate.fail_on,
            on_unknown: OnUnknown::Ignore,
            require_attestations: false,
            allow_empty: true,
            ..Policy::default()
        };
        let policy = match &self.policy.gate {
            None => lenient,
            Some(asked) => Policy {
                min_score: asked.min_score,
                on_unknown: asked.on_unknown,
                require_attestations: asked.require_attestations,
                allow_empty: asked.allow_empty,
                max_age: asked.max_age_seconds.map(Duration::from_secs),
                ..lenient
            },
        };
        let computed = gate(&self.findings, &self.score, &self.reach(), &policy);
        let holds = match self.policy.gate {
            Some(_) => computed == self.gate,
            None => match computed.decision {
                Decision::Pass => true,
                Decision::Undecided => self.gate.decision != Decision::Pass,
                Decision::Fail => self.gate.decision == Decision::Fail,
            },
        };
        if holds {
            return Ok(());
        }
        contradiction(format!(
            "its gate says {:?}, but what it holds makes it {:?}: {}",
            self.gate.decision,
            computed.decision,
            computed.reasons.join("; ")
        ))
    }
}

fn contradiction<T>(text: String) -> Result<T, ReportError> {
    Err(ReportError::Contradiction(text))
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
        assert!(matches!(cut, ReportError::Json(_)), "{cut}");
        for other in [&b"[]"[..], b"7", b"{}"] {
            let error = Report::from_json(other).expect_err("refused");
            assert!(matches!(error, ReportError::NotAReport), "{error}");
        }
    }

    type Lie<'a> = (&'a str, &'a dyn Fn(&mut Json));

    /// Each field of a report that follows from others, made better than it is.
    #[test]
    fn what_a_report_says_of_itself_is_computed_again() {
        let first = |json: &mut Json, status: &str, change: fn(&mut Json)| {
            let findings = json["findings"].as_array_mut().expect("findings");
            change(findings.iter_mut().find(|f| f["status"] == status).expect(status));
        };
        let lies: [Lie<'_>; 10] = [
            ("gate", &|json| json["gate"]["decision"] = "pass".into()),
            ("reasons", &|json| json["gate"]["reasons"] = vec!["all is well"].into()),
            ("threshold", &|json| json["gate"]["fail_on"] = Json::Null),
            ("asked", &|json| json["policy"]["gate"]["on_unknown"] = "ignore".into()),
            ("score", &|json| json["score"]["value"] = 99.into()),
            ("grade", &|json| json["score"]["grade"] = "A".into()),
            ("coverage", &|json| json["score"]["coverage"] = 100.into()),
            ("summary", &|json| json["summary"]["by_status"]["fail"] = 0.into()),
            ("severity", &|json| first(json, "fail", |f| f["severity"] = "low".into())),
            ("fingerprint", &|json| first(json, "fail", |f| f["fingerprint"] = "00".into())),
        ];
        for (name, lie) in lies {
            let mut json = serde_json::to_value(sample()).expect("JSON");
            lie(&mut json);
            let read = Report::from_json(json.to_string().as_bytes());
            assert!(matches!(read, Err(ReportError::Contradiction(_))), "{name}: {read:?}");
        }
    }

    #[test]
    fn a_waiver_that_nobody_wrote_is_refused() {
        let lie = refused(|json| {
            let findings = json["findings"].as_array_mut().expect("findings");
            let fault = findings.iter_mut().find(|f| f["status"] == "fail").expect("a fault");
            fault["standing"] = "waived".into();
            fault["status"] = "waived".into();
        });
        assert!(lie.to_string().contains("signed by nobody"), "{lie}");
    }

    /// Version 0.1 didn't record what the gate was asked for.
    #[test]
    fn a_report_of_an_older_version_is_read_but_not_believed() {
        let old = |decision: &str| {
            let mut json = serde_json::to_value(sample()).expect("JSON");
            json["policy"].as_object_mut().expect("a policy").remove("gate");
            json["gate"]["decision"] = decision.into();
            Report::from_json(json.to_string().as_bytes())
        };
        assert!(old("fail").is_ok());
        assert!(matches!(old("pass"), Err(ReportError::Contradiction(_))));
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
