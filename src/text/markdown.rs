//! A Markdown file with known sections, and the fences within a section.

use super::diagnostic::SpanError;
use super::suggest::did_you_mean;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use std::ops::Range;

/// A section: where its text starts in the file, and the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) start: usize,
    pub(crate) text: String,
}

/// The sections of a file.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    found: Vec<(&'static str, Section)>,
}

impl Sections {
    /// A section; empty if it is missing.
    pub(crate) fn get(&self, name: &str) -> Section {
        let found = self.found.iter().find(|(other, _)| *other == name);
        found.map(|(_, section)| section.clone()).unwrap_or_default()
    }

    /// Cuts Markdown at its headings of the second level, which have to be among those known. Places count from the start of
    /// `markdown`.
    pub(crate) fn cut(markdown: &str, known: &[&'static str], errors: &mut Vec<SpanError>) -> Self {
        let headings = headings(markdown);
        let mut sections = Self::default();
        for (nth, (title, span)) in headings.iter().enumerate() {
            let end = headings.get(nth + 1).map_or(markdown.len(), |(_, next)| next.start);
            let Some(name) = known.iter().find(|known| *known == title) else {
                let hint = did_you_mean(title, known.iter().copied())
                    .unwrap_or_else(|| format!("the sections are {}", known.join(", ")));
                errors.push(
                    SpanError::new(span.clone(), format!("no section is called `{title}`"))
                        .hint(hint),
                );
                continue;
            };
            if sections.found.iter().any(|(other, _)| other == name) {
                errors.push(SpanError::new(span.clone(), format!("a second section `{name}`")));
                continue;
            }
            let body = &markdown[span.end..end];
            let leading = body.len() - body.trim_start().len();
            let section = Section { start: span.end + leading, text: body.trim().to_owned() };
            sections.found.push((*name, section));
        }
        sections
    }

    /// Reports the sections among these that are missing or empty.
    pub(crate) fn require(&self, names: &[&str], at: usize, errors: &mut Vec<SpanError>) {
        for name in names {
            if self.get(name).text.is_empty() {
                let message = format!("the section `## {name}` is missing or empty");
                errors.push(SpanError::new(at..at, message));
            }
        }
    }
}

/// Titles and places of the headings of the second level that stand in no list or quotation.
fn headings(markdown: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut title: Option<String> = None;
    for (event, span) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) if depth == 0 => {
                title = Some(String::new());
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(TagEnd::Heading(HeadingLevel::H2)) if title.is_some() => {
                depth -= 1;
                found.extend(title.take().map(|title| (title.trim().to_owned(), span)));
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fence {
    /// What stands after the opening fence.
    pub(crate) info: String,
    /// The lines within.
    pub(crate) text: String,
    /// Where the block stands in the section.
    pub(crate) span: Range<usize>,
    /// Where its first line starts in the section.
    pub(crate) start: usize,
}

/// The fenced blocks of a section's text, and its first paragraph on one line.
pub(crate) fn fences(text: &str) -> (Vec<Fence>, Option<String>) {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    let mut paragraph = None;
    let mut depth = 0_usize;
    for (event, span) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if let (Tag::Paragraph, 0, None) = (&tag, depth, &paragraph) {
                    let words: Vec<&str> = text[span.clone()].split_whitespace().collect();
                    paragraph = Some(words.join(" "));
                }
                if let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = tag {
                    let start =
                        text[span.clone()].find('\n').map_or(span.end, |at| span.start + at + 1);
                    open = Some(Fence {
                        info: info.trim().to_owned(),
                        text: String::new(),
                        span,
                        start,
                    });
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                found.extend(open.take_if(|_| matches!(event, Event::End(TagEnd::CodeBlock))));
            }
            Event::Text(part) => {
                if let Some(fence) = &mut open {
                    fence.text.push_str(&part);
                }
            }
            _ => {}
        }
    }
    (found, paragraph)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["Why it matters", "How to fix", "Limits"];

    #[test]
    fn sections_are_cut_at_their_headings_only() {
        let text =
            "# T\n\n## How to fix\n\nDo it\nnow.\n\n```azcli\n## Limits\n```\n\n## Limits\nNone.\n";
        let mut errors = Vec::new();
        let sections = Sections::cut(text, &KNOWN, &mut errors);
        assert_eq!(errors, []);
        assert_eq!(sections.get("Limits").text, "None.");
        let how = sections.get("How to fix");
        assert!(text[how.start..].starts_with("Do it"));
        let (fences, paragraph) = fences(&how.text);
        assert_eq!(paragraph.as_deref(), Some("Do it now."));
        assert_eq!(fences.len(), 1);
        assert_eq!(fences[0].info, "azcli");
        assert_eq!(fences[0].text, "## Limits\n");
        assert!(how.text[fences[0].start..].starts_with("## Limits"));
    }

    #[test]
    fn strange_and_doubled_sections_are_errors() {
        let mut errors = Vec::new();
        let sections =
            Sections::cut("## Limit\n\na\n\n## Limits\n\n## Limits\n", &KNOWN, &mut errors);
        assert_eq!(errors.len(), 2);
        assert_eq!(errors[0].hint.as_deref(), Some("did you mean `Limits`?"));
        sections.require(&["Limits", "Why it matters"], 0, &mut errors);
        assert_eq!(errors.len(), 4);
    }
}
