//! The front matter of a rule file: TOML between two lines `+++`.

use super::source::Mistake;
use super::{Class, RuleProvenance};
use crate::model::{Kind, Severity};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The fields, with their places where a mistake may point to them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) kinds: Spanned<Vec<Spanned<Kind>>>,
    pub(super) pillar: Spanned<String>,
    pub(super) class: Spanned<Class>,
    pub(super) severity: Severity,
    pub(super) when: Option<Spanned<String>>,
    pub(super) check: Option<Spanned<String>>,
    pub(super) manual: Option<Spanned<String>>,
    pub(super) each: Option<Spanned<String>>,
    pub(super) key: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) message: Messages,
    pub(super) provenance: RuleProvenance,
    #[serde(default)]
    pub(super) cites: Vec<String>,
    #[serde(default)]
    pub(super) statements: Vec<String>,
    #[serde(default)]
    pub(super) maps_to: Vec<String>,
    pub(super) since: Option<String>,
}

/// The table `[message]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Messages {
    pub(super) pass: Option<Spanned<String>>,
    pub(super) fail: Option<Spanned<String>>,
    pub(super) manual: Option<Spanned<String>>,
}

/// A rule file cut in two.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The TOML and where it starts.
    pub(super) toml: &'a str,
    pub(super) toml_start: usize,
    /// The Markdown and where it starts.
    pub(super) markdown: &'a str,
    pub(super) markdown_start: usize,
}

const FENCE: &str = "+++";

/// Cuts a rule file at its `+++` lines.
///
/// # Errors
/// If one of them is missing.
pub(super) fn cut(text: &str) -> Result<Parts<'_>, Mistake> {
    const HINT: &str = "a rule file starts with TOML between two lines `+++`";
    let toml_start = match text.split_inclusive('\n').next() {
        Some(first) if first.trim_start_matches('\u{feff}').trim_end() == FENCE => first.len(),
        Some(_) | None => {
            return Err(Mistake::new(0..1, "the first line isn't `+++`").hint(HINT));
        }
    };
    let mut at = toml_start;
    for line in text[toml_start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Ok(Parts {
                toml: &text[toml_start..at],
                toml_start,
                markdown: &text[at + line.len()..],
                markdown_start: at + line.len(),
            });
        }
        at += line.len();
    }
    Err(Mistake::new(0..3, "the front matter has no end").hint(HINT))
}

/// Reads the TOML. Places count from its start.
///
/// # Errors
/// The first mistake: TOML stops there.
pub(super) fn parse(toml: &str) -> Result<FrontMatter, Mistake> {
    toml::from_str(toml).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        Mistake::new(span, error.message().trim_end().to_owned())
    })
}

/// Where the text of a TOML string stands, so that places within it can be told; none if it is written with escapes.
pub(super) fn inside(toml: &str, written: &Spanned<String>) -> Option<usize> {
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
            let parts = cut(text).expect("two halves");
            assert_eq!(parts.toml.trim(), "a = 1");
            assert_eq!(parts.markdown.trim(), "# x");
            assert!(text[parts.markdown_start..].starts_with("# x"));
        }
        assert!(cut("").is_err());
        assert!(cut("# x").is_err());
        assert!(cut("+++\na = 1\n").is_err());
    }

    #[test]
    fn a_misspelt_field_is_found_with_its_place() {
        let toml = "id = 'X'\nseverty = 'low'\n";
        let mistake = parse(toml).expect_err("unknown field");
        assert_eq!(&toml[mistake.span], "severty");
        assert!(
            mistake.message.contains("unknown field"),
            "{}",
            mistake.message
        );
    }
}
