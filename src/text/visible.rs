//! Signs that take room and tell something, and those that don't.

/// Format characters: they take no room, and some of them reorder the text around them.
pub(crate) fn is_invisible(c: char) -> bool {
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

/// True if a text has a letter or a digit that a reader sees.
pub(crate) fn says_something(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() && !is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::says_something;

    #[test]
    fn what_nobody_sees_says_nothing() {
        for empty in
            ["", " ", "\u{200b}", "\u{3164}", "\u{115f}\u{ffa0}", "…", "-", "\u{301}", "\u{2800}"]
        {
            assert!(!says_something(empty), "{empty:?}");
        }
        for text in ["Ada", "é", "東京", "7", "\u{200b}x"] {
            assert!(says_something(text), "{text:?}");
        }
    }
}
