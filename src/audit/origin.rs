//! Where the subjects of a report stand in the files that were audited, so that a viewer can open the evidence.

use super::Report;
use crate::snapshot::{Observation, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::HashMap;

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The input's name, as in `source.inputs`.
    pub input: String,
    /// The line, counted from 1.
    pub line: u32,
    /// Where in the line: a JSON pointer (RFC 6901). None where the line tells only that the read gave nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl Report {
    /// Adds to each finding where its subject stands in the inputs. Subjects that are in no file (the estate, workloads) get
    /// nothing.
    pub fn locate(&mut self, snapshot: &Snapshot) {
        let ids = self.findings.iter();
        let mut found: HashMap<String, Option<Origin>> = ids
            .map(|finding| (key(&finding.subject.id), None))
            .collect();
        for observation in snapshot.observations.values() {
            self.look_into(observation, &mut found);
        }
        for finding in &mut self.findings {
            finding.subject.origin = found.get(&key(&finding.subject.id)).cloned().flatten();
        }
    }

    /// A resource's own read beats a listing that shows it.
    fn look_into(&self, read: &Observation, found: &mut HashMap<String, Option<Origin>>) {
        let Some(line) = read.line.0 else { return };
        let Some(input) = self.source.info.inputs.get(usize::from(line.input)) else {
            return;
        };
        let origin = |pointer: Option<String>| Origin {
            input: input.name.clone(),
            line: line.number,
            pointer,
        };
        if let Some(own) = found.get_mut(&read.key) {
            let has_body = read
                .body
                .as_ref()
                .is_some_and(|body| body.get("id").is_some());
            *own = Some(origin(has_body.then(|| "/body".to_owned())));
        }
        let items = read.body.as_ref().and_then(|body| body.get("value"));
        let items = items.and_then(Json::as_array).into_iter().flatten();
        for (number, item) in items.enumerate() {
            let id = item.get("id").and_then(Json::as_str);
            if let Some(place @ None) = id.and_then(|id| found.get_mut(&key(id))) {
                *place = Some(origin(Some(format!("/body/value/{number}"))));
            }
        }
    }
}

/// An id as keys write it. What stands for a listing is where the listing is.
fn key(id: &str) -> String {
    let id = match id.strip_suffix("/*").and_then(|rest| rest.rsplit_once('/')) {
        Some((listing, _)) => listing,
        None => id,
    };
    id.trim_end_matches('/').to_lowercase()
}
