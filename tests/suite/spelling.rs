//! Values that Azure treats without regard to case: however an answer spells them, the report says the same.

#[path = "../../src/rule/tests/speller.rs"]
mod speller;

use crate::world::{judge_declared, load};
use foundry_dr::audit::{Audit, Status};
use foundry_dr::snapshot::Snapshot;
use speller::{SPELLINGS, Speller, Spelling};
use std::collections::BTreeMap;

fn spelled(snapshot: &Snapshot, spelling: Spelling) -> Snapshot {
    let mut spelled = snapshot.clone();
    let mut speller = Speller::new(spelling);
    for observation in spelled.observations.values_mut() {
        if let Some(body) = &mut observation.body {
            speller.value(body);
        }
    }
    assert!(speller.seen > 100, "it has words to spell");
    spelled
}

/// What a report says, whatever it is spelled like.
fn said(audit: &Audit) -> BTreeMap<String, (Status, String)> {
    let findings = audit.report.findings.iter();
    findings
        .map(|f| {
            let part = f.part.as_deref().unwrap_or_default();
            let of = format!("{} {} {part}", f.rule, f.subject.id).to_lowercase();
            // The order of names may go by their spelling.
            let message = f.message.to_lowercase();
            let mut words: Vec<&str> = message.split([' ', ',', ';']).collect();
            words.sort_unstable();
            (of, (f.status, words.join(" ")))
        })
        .collect()
}

fn the_spelling_of_words_changes_nothing(name: &str) {
    let snapshot = load(name);
    let plain = said(&judge_declared(name, &snapshot));
    for spelling in SPELLINGS {
        let other = said(&judge_declared(name, &spelled(&snapshot, spelling)));
        let differs: Vec<String> = plain
            .iter()
            .filter(|(of, finding)| other.get(*of) != Some(finding))
            .map(|(of, finding)| format!("{of}: {finding:?} → {:?}", other.get(of)))
            .chain(
                other
                    .keys()
                    .filter(|of| !plain.contains_key(*of))
                    .map(|of| format!("{of}: new: {:?}", other[of])),
            )
            .collect();
        assert!(
            differs.is_empty(),
            "{name} {spelling:?}: {} differ:\n{}",
            differs.len(),
            differs.join("\n")
        );
    }
}

crate::world::per_estate!(the_spelling_of_words_changes_nothing);
