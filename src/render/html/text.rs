//! Texts from Azure and from files, made fit for a page: no control characters, no marks that turn the reading direction, no
//! text without end. What HTML would obey is escaped by the templates.

use crate::audit::Finding;
use crate::audit::request::subscription_name;
use crate::model::Kind;
use crate::render::plain;
use crate::snapshot::ScopeEntry;
use crate::text::plural;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// From here on a value is cut: a list of ten thousand ids is nothing to read.
const LONGEST: usize = 600;

/// One line, safe to show.
pub(super) fn line(text: &str) -> String {
    plain(text).into_owned()
}

/// Several lines, safe to show; indentation stays.
pub(super) fn block(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().map(plain).collect();
    lines.join("\n")
}

/// One line of bounded length.
pub(super) fn bounded(text: &str) -> String {
    let text = plain(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… (cut; whole in the JSON report)", &text[..end]),
        None => text.into_owned(),
    }
}

/// The text in so many columns, its middle left out if it is longer: names of resources differ at both ends.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    let text = plain(text);
    if text.width() <= columns {
        return text.into_owned();
    }
    let room = columns.saturating_sub(1);
    let (head, tail) = (room - room / 2, room / 2);
    let start = taken(text.chars(), head);
    let end: Vec<char> = taken(text.chars().rev(), tail).chars().collect();
    format!("{start}…{}", end.iter().rev().collect::<String>())
}

fn taken(chars: impl Iterator<Item = char>, columns: usize) -> String {
    let mut left = columns;
    chars
        .take_while(|c| {
            let width = c.width().unwrap_or(0);
            let fits = width <= left;
            left = left.saturating_sub(width);
            fits
        })
        .collect()
}

/// `DEL-001`: `FDR-` is on every built-in rule and tells nothing.
pub(super) fn short_id(rule: &str) -> String {
    line(rule.strip_prefix("FDR-").unwrap_or(rule))
}

/// What a rule's entry is called in links.
pub(super) fn anchor(rule: &str) -> String {
    rule.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// The name of what a finding is about.
pub(super) fn subject(finding: &Finding, scope: &[ScopeEntry]) -> String {
    let subject = &finding.subject;
    if subject.is_placeholder() {
        return format!("any {}", subject.kind.title());
    }
    let name = match (subject.kind, &subject.subscription) {
        (Kind::Estate, _) => "whole estate",
        (Kind::Subscription, Some(id)) => subscription_name(id, scope),
        _ => &subject.name,
    };
    match &finding.part {
        Some(part) => line(&format!("{name} › {}", part.rsplit('/').next().unwrap_or(part))),
        None => line(name),
    }
}

/// `1 finding`, `1,000 findings`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{} {}", grouped(number), plural(number, noun))
}

/// `100,000`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(fitted("cosmos-prod", 11), "cosmos-prod");
        assert_eq!(fitted("cosmos-agents-prod-weu", 11), "cosmo…d-weu");
        assert!(fitted("東京東京東京東京", 9).width() <= 9);
        assert_eq!(fitted("ab", 1), "…");
    }

    #[test]
    fn numbers_are_grouped_and_have_nouns() {
        assert_eq!(count(1, "finding"), "1 finding");
        assert_eq!(count(1_234_567, "dependency"), "1,234,567 dependencies");
        assert_eq!(count(0, "read"), "0 reads");
    }

    #[test]
    fn values_without_end_are_cut() {
        assert!(bounded(&"x".repeat(LONGEST + 1)).ends_with("(cut; whole in the JSON report)"));
        assert_eq!(bounded(&"x".repeat(LONGEST)).len(), LONGEST);
    }

    #[test]
    fn blocks_keep_their_lines_and_nothing_that_is_obeyed() {
        assert_eq!(block("a\n  b\u{202e}\u{1b}[2J\n"), "a\n  b\u{fffd}\u{fffd}[2J");
    }
}
