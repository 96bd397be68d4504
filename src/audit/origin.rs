//! Where the subjects of a report stand in the files that were audited, so that a viewer can open the evidence.

use super::finding::{Origin, SubjectRef};
use super::report::{Input, Report};
use crate::estate::Estate;
use crate::model::{Kind, ResourceId};
use crate::snapshot::{InputPlace, Observation, Snapshot};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// Where each subject of an estate stands.
#[derive(Debug)]
pub struct SubjectOrigins {
    by_id: HashMap<String, Option<Origin>>,
}

impl SubjectOrigins {
    /// Finds the subjects of an estate in the snapshot that it was built from. Those that are in no file (the estate,
    /// workloads) have no place.
    #[must_use]
    pub fn of(estate: &Estate, snapshot: &Snapshot, inputs: &[Input]) -> Self {
        let ids = estate.subjects.iter();
        let mut origins =
            Self { by_id: ids.map(|subject| (key(subject.id.folded()), None)).collect() };
        for observation in snapshot.observations.values() {
            origins.look_into(observation, inputs);
        }
        origins
    }

    /// A resource's own read beats a listing that shows it.
    fn look_into(&mut self, read: &Observation, inputs: &[Input]) {
        if read.origins.is_empty() {
            return;
        }
        let origin = |place: InputPlace| {
            Some(Origin {
                input: inputs.get(usize::from(place.input))?.name.clone(),
                line: place.line,
                pointer: place.pointer.map(Into::into),
            })
        };
        if let Some(own) = self.by_id.get_mut(&read.key) {
            let body = read.body.as_ref();
            let has_body = body.is_some_and(|body| body.get("id").is_some());
            if let Some(place) = read.origins.of_answer(has_body).and_then(origin) {
                *own = Some(place);
            }
        }
        let items = read.body.as_ref().and_then(|body| body.get("value"));
        let items = items.and_then(Json::as_array).into_iter().flatten();
        for (number, item) in items.enumerate() {
            let id = item.get("id").and_then(Json::as_str);
            if let Some(place @ None) = id.and_then(|id| self.by_id.get_mut(&key(id))) {
                *place = read.origins.of_item(number).and_then(origin);
            }
        }
    }
}

impl Report {
    /// Adds to each finding where its subject stands in the inputs.
    pub fn locate(&mut self, origins: &SubjectOrigins) {
        // Findings of a subject go on sharing its description.
        let mut located: HashMap<(String, Kind), Arc<SubjectRef>> = HashMap::new();
        for finding in &mut self.findings {
            let subject = &finding.subject;
            let with_origin = || {
                let origin = origins.by_id.get(&key(&subject.id)).cloned().flatten();
                Arc::new(SubjectRef { origin, ..SubjectRef::clone(subject) })
            };
            let shared =
                located.entry((subject.id.clone(), subject.kind)).or_insert_with(with_origin);
            finding.subject = Arc::clone(shared);
        }
    }
}

/// An id as keys write it. A placeholder is where its listing is.
fn key(id: &str) -> String {
    let id = ResourceId::listing_of(id).unwrap_or(id);
    id.trim_end_matches('/').to_lowercase()
}
