//! Values that Azure treats without regard to case: however an answer spells them, the report says the same. Ids, names of
//! resources, regions, kinds, states, roles' actions and the like are spelled anew; what people write (names to be read,
//! messages), what is compared by letter (databases, containers, models) and what isn't a word (times, keys) is left alone.

use crate::world::{judge_declared, load};
use foundry_dr::audit::{Audit, Status};
use foundry_dr::snapshot::Snapshot;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// How a word is spelled.
#[derive(Clone, Copy, Debug)]
enum Spelling {
    Upper,
    Lower,
    /// Some words so and some so: both sides of a comparison rarely the same.
    Mixed(usize),
}

const SPELLINGS: [Spelling; 6] = [
    Spelling::Upper,
    Spelling::Lower,
    Spelling::Mixed(1),
    Spelling::Mixed(2),
    Spelling::Mixed(3),
    Spelling::Mixed(4),
];

/// Properties whose text isn't treated so: written for people, or an expression.
const LEFT_ALONE: [&str; 6] =
    ["displayName", "description", "roleName", "denyAssignmentName", "message", "condition"];

struct Speller {
    spelling: Spelling,
    seen: usize,
}

impl Speller {
    fn word(&mut self, text: &str) -> String {
        self.seen += 1;
        let upper = match self.spelling {
            Spelling::Upper => true,
            Spelling::Lower => false,
            // A different half with each number.
            Spelling::Mixed(seed) => (self.seen.wrapping_mul(2_654_435_761) >> (seed + 4)) & 1 == 1,
        };
        if upper { text.to_uppercase() } else { text.to_lowercase() }
    }

    /// A text without what is compared by letter.
    fn text(&mut self, text: &str) -> String {
        if is_time(text) || text.starts_with('[') {
            return text.to_owned();
        }
        match by_letter(text) {
            Some(at) => format!("{}{}", self.word(&text[..at]), &text[at..]),
            None => self.word(text),
        }
    }

    fn value(&mut self, json: &mut Json) {
        match json {
            Json::String(text) => *text = self.text(text),
            Json::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Json::Object(map) => self.object(map),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn object(&mut self, map: &mut Map<String, Json>) {
        let is_by_letter = map.get("id").and_then(Json::as_str).and_then(by_letter).is_some();
        let old = std::mem::take(map);
        for (key, mut value) in old {
            let is_left = value.is_string() && LEFT_ALONE.contains(&key.as_str());
            let skipped = is_left || key.starts_with('$') || is_by_letter && key == "name";
            if !skipped {
                self.value(&mut value);
            }
            // Identities are listed by their ids.
            let key = if key.starts_with('/') { self.text(&key) } else { key };
            map.insert(key, value);
        }
    }
}

fn is_time(text: &str) -> bool {
    text.len() >= 10
        && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && text.contains('-')
        && text.contains(':')
}

/// Where the name of a database or a container begins: these are compared letter by letter.
fn by_letter(id: &str) -> Option<usize> {
    let folded = id.to_lowercase();
    let names = ["/sqldatabases/", "/containers/", "/dbs/", "/colls/"];
    names.iter().filter_map(|name| folded.find(name).map(|at| at + name.len())).min()
}

fn spelled(snapshot: &Snapshot, spelling: Spelling) -> Snapshot {
    let mut spelled = snapshot.clone();
    let mut speller = Speller { spelling, seen: 0 };
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
