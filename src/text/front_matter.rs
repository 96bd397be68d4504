//! Front matter: TOML between two lines `+++`, before the Markdown of a file.

use super::diagnostic::SpanError;
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::Spanned;

/// A file cut in two.
#[derive(Debug)]
pub(crate) struct Halves<'a> {
    /// The TOML and where it starts.
    pub(crate) toml: &'a str,
    pub(crate) toml_start: usize,
    /// The Markdown and where it starts.
    pub(crate) markdown: &'a str,
    pub(crate) markdown_start: usize,
}

const FENCE: &str = "+++";

/// Cuts a rule file at its `+++` lines.
///
/// # Errors
/// If one of the lines is missing.
pub(crate) fn halves(text: &str) -> Result<Halves<'_>, SpanError> {
    const HINT: &str = "a rule file starts with TOML between two lines `+++`";
    let toml_start = match text.split_inclusive('\n').next() {
        Some(first) if first.trim_start_matches('\u{feff}').trim_end() == FENCE => first.len(),
        Some(_) | None => {
            return Err(SpanError::new(0..1, "the first line isn't `+++`").hint(HINT));
        }
    };
    let mut at = toml_start;
    for line in text[toml_start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Ok(Halves {
                toml: &text[toml_start..at],
                toml_start,
                markdown: &text[at + line.len()..],
                markdown_start: at + line.len(),
            });
        }
        at += line.len();
    }
    Err(SpanError::new(0..3, "the front matter has no end").hint(HINT))
}

/// Reads the TOML. Places count from its start.
///
/// # Errors
/// The first one: TOML stops there.
pub(crate) fn parse_toml<T: DeserializeOwned>(toml: &str) -> Result<T, SpanError> {
    toml::from_str(toml).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        SpanError::new(span, error.message().trim_end().to_owned())
    })
}

/// Where the text of a TOML string starts, so that places within it are known; none if it is written with escapes.
pub(crate) fn start_inside(toml: &str, written: &Spanned<String>) -> Option<usize> {
    let Range { start, end } = written.span();
    let found = toml.get(start..end)?.find(written.as_ref().as_str())?;
    Some(start + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_halves_are_found_with_any_line_ends() {
        for text in [
            "+++\na = 1\n+++\n# x\n",
            "+++\r\na = 1\r\n+++\r\n# x\r\n",
            "\u{feff}+++\na = 1\n+++\n# x",
        ] {
            let parts = halves(text).expect("two halves");
            assert_eq!(parts.toml.trim(), "a = 1");
            assert_eq!(parts.markdown.trim(), "# x");
            assert!(text[parts.markdown_start..].starts_with("# x"));
        }
        assert!(halves("").is_err());
        assert!(halves("# x").is_err());
        assert!(halves("+++\na = 1\n").is_err());
    }

    #[test]
    fn a_misspelt_field_is_found_with_its_place() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its fields' names count")]
        struct TwoFields {
            id: String,
            severity: String,
        }
        let toml = "id = 'X'\nseverty = 'low'\n";
        let error = parse_toml::<TwoFields>(toml).expect_err("unknown field");
        assert_eq!(&toml[error.span], "severty");
        assert!(error.message.contains("unknown field"), "{}", error.message);
    }
}
