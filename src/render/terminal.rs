//! Text from Azure made safe for a terminal or a log: no name, tag or error message may move the cursor, colour a line,
//! forge a second one or turn the reading direction.

use std::borrow::Cow;

/// The text on one line: blanks of any sort become one blank, and what a terminal or a pipeline's log obeys, or a terminal
/// doesn't show, becomes `U+FFFD`.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = without_controls(text);
    // After it, since what it drops may stand between two signs of a command.
    match without_commands(&text) {
        Some(safe) => Cow::Owned(safe),
        None => text,
    }
}

/// Azure Pipelines obeys `##vso[task.…]` and `##[…]` wherever they stand in a line of output, GitHub Actions `##[…]` too, and
/// `::command::` at a line's start, TeamCity `##teamcity[…]` there; a table may put a line's start anywhere in a text
/// (Microsoft, Logging commands; GitHub, Workflow commands; JetBrains, Service messages). None if there is no such thing.
pub(super) fn without_commands(text: &str) -> Option<String> {
    if !text.contains("##") && !text.contains("::") {
        return None;
    }
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        safe.push(if is_command(&text[at..]) { '\u{fffd}' } else { c });
    }
    Some(safe)
}

fn is_command(text: &str) -> bool {
    let named = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
    starts_with(text, "##vso[")
        || starts_with(text, "##teamcity[")
        || text.starts_with("##[")
        || text.strip_prefix("::").is_some_and(named)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn without_controls(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' => {}
            _ if c.is_whitespace() => plain.push(' '),
            _ if c.is_control() || is_invisible(c) => plain.push('\u{fffd}'),
            _ => plain.push(c),
        }
    }
    Cow::Owned(plain)
}

/// Format characters: they take no room, and some of them reorder the text around them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}'
            | '\u{034f}'
            | '\u{061c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        for nasty in [
            "\u{1b}[31mred",
            "a\u{9b}2J",
            "bell\u{7}",
            "nul\0",
            "\u{202e}evil",
            "\u{2066}x\u{2069}",
            "zero\u{200b}width",
            "\u{85}next",
            "line\u{2028}feed",
            "tag\u{e0041}",
        ] {
            let safe = plain(nasty);
            assert!(
                safe.chars().all(|c| c == '\u{fffd}' || c == ' ' || c.is_ascii_graphic()),
                "{safe:?}"
            );
        }
    }

    #[test]
    fn nothing_that_a_pipelines_log_obeys_is_left() {
        for (nasty, safe) in [
            ("##vso[task.setvariable variable=x]1", "\u{fffd}#vso[task.setvariable variable=x]1"),
            ("a##VSO[task.complete]", "a\u{fffd}#VSO[task.complete]"),
            ("a ##teamcity[x]", "a \u{fffd}#teamcity[x]"),
            ("###[error]x", "#\u{fffd}#[error]x"),
            ("::error::x", "\u{fffd}:error\u{fffd}:x"),
            ("a ::add-mask::x", "a \u{fffd}:add-mask\u{fffd}:x"),
            ("line\n::error::x", "line \u{fffd}:error\u{fffd}:x"),
            // What is dropped or replaced must not bring a command about.
            ("#\r#vso[task.complete]", "\u{fffd}#vso[task.complete]"),
            (":\r:error", "\u{fffd}:error"),
            // A table may break the line here.
            ("name::stop-commands", "name\u{fffd}:stop-commands"),
        ] {
            let once = plain(nasty);
            assert_eq!(once, safe);
            assert_eq!(plain(&once), safe, "twice does no more");
        }
        for harmless in ["## title", "#1", "10:00", "fe80::1", "dns:name#x"] {
            assert_eq!(plain(harmless), harmless);
        }
    }

    #[test]
    fn lines_are_joined_and_foreign_scripts_stay() {
        assert_eq!(plain("two\r\nlines\tand"), "two lines and");
        assert_eq!(plain("Zürich 東京"), "Zürich 東京");
        assert_eq!(plain("weu-prod"), "weu-prod");
    }
}
