//! Answers of Azure in other spellings: ids, names of resources, regions, kinds, states, actions of roles and the like. What
//! people write (names to be read, messages), what is compared by letter (databases, containers) and what isn't a word
//! (times, expressions) is left alone.

use serde_json::{Map, Value as Json};

/// How a word is spelled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spelling {
    Upper,
    Lower,
    /// Some words so and some so: both sides of a comparison rarely the same.
    Mixed(usize),
}

/// All that are tried.
pub(crate) const SPELLINGS: [Spelling; 6] = [
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

/// Spells the words of bodies.
pub(crate) struct Speller {
    spelling: Spelling,
    /// How many words it has spelled.
    pub(crate) seen: usize,
}

impl Speller {
    pub(crate) fn new(spelling: Spelling) -> Self {
        Self { spelling, seen: 0 }
    }

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

    /// Spells a body.
    pub(crate) fn value(&mut self, json: &mut Json) {
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
