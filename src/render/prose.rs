//! Prose of rule files on a terminal.

/// Markdown at the width of a terminal: paragraphs and list items are wrapped, code stays as it is.
#[must_use]
pub fn wrapped(markdown: &str, width: usize) -> String {
    let mut code = false;
    let lines = markdown.lines().map(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        if code || fence {
            return line.to_owned();
        }
        let indent = " ".repeat(mark_width(line));
        let options = textwrap::Options::new(width)
            .subsequent_indent(&indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(line, options)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// How wide a list item's mark is: `- `, `12. `.
fn mark_width(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match &line[digits..] {
        rest if digits > 0 && rest.starts_with(". ") => digits + 2,
        _ if line.starts_with("- ") || line.starts_with("* ") => 2,
        _ => 0,
    }
}
