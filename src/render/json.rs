//! The report as JSON, and its JSON Schema.

use super::terminal::is_invisible;
use crate::audit::Report;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// The report, or anything else, as indented JSON with a final newline.
///
/// # Panics
/// Never: keys are texts, and writes go to memory.
#[must_use]
pub fn render(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    write(value, &mut text).expect("internal: keys are texts and writes go to memory");
    String::from_utf8(text).expect("internal: JSON is UTF-8")
}

/// Writes what [`render`] returns, piece by piece: a large report isn't held twice.
///
/// # Errors
/// If the output refuses.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Harmless(&mut *out), value)?;
    out.write_all(b"\n")
}

/// The JSON Schema (draft 2020-12) of the report.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    render(&settings.into_generator().into_root_schema_for::<Report>())
}

/// Passes JSON on with texts that no terminal and no log obeys. Outside of texts JSON holds nothing that it changes, and
/// `serde_json` writes each piece of a text at once.
struct Harmless<'a>(&'a mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(piece).map_err(io::Error::other)?;
        self.0.write_all(escape(text).as_bytes())?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a terminal obeys or doesn't show, and how a command to a pipeline's log begins (`##`), as escapes: the report may be
/// printed there, and JSON allows them raw.
fn escape(text: &str) -> Cow<'_, str> {
    // Nearly all texts end here.
    let printable = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if printable && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let ends_line = |c: char| matches!(c, '\u{2028}' | '\u{2029}');
    // A line break stands between values: those of texts are escaped already.
    let obeyed = |c: char| c != '\n' && (c.is_control() || is_invisible(c) || ends_line(c));
    if !text.contains("##") && !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        if obeyed(c) || (c == '#' && before == Some('#')) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Policy;
    use crate::audit::sample::Sample;
    use serde_json::Value as Json;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_means_the_same() {
        let text = "\u{9b}2J \u{202e}evil \u{7f} \u{1b}[31m \u{e0041} Zürich\n";
        let json = render(&text);
        let plain = |c: char| c == '\n' || !(c.is_control() || is_invisible(c));
        assert!(json.chars().all(plain), "{json:?}");
        assert!(json.contains("Zürich"));
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }

    fn validator() -> jsonschema::Validator {
        let schema: Json = serde_json::from_str(&schema()).expect("a schema");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        jsonschema::validator_for(&schema).expect("a valid schema")
    }

    fn sample() -> Json {
        let audit = Sample::new().audit(&Policy::default()).expect("a report");
        serde_json::from_str(&render(&audit.report)).expect("json")
    }

    #[test]
    fn a_report_satisfies_its_schema() {
        let errors: Vec<String> = validator()
            .iter_errors(&sample())
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }

    #[test]
    fn the_schema_refuses_what_breaks_the_contract() {
        let validator = validator();
        let breaks: [fn(&mut Json); 5] = [
            |r| r["schema"] = "foundry-dr/report/v2".into(),
            |r| r["score"]["value"] = 101.into(),
            |r| r["gate"]["decision"] = "green".into(),
            |r| r["findings"][0]["status"] = Json::Null,
            |r| {
                r.as_object_mut().expect("an object").remove("gaps");
            },
        ];
        for (nth, change) in breaks.into_iter().enumerate() {
            let mut report = sample();
            change(&mut report);
            assert!(!validator.is_valid(&report), "change {nth}");
        }
    }
}
