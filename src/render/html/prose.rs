//! Markdown of rule files as HTML: paragraphs, lists, code, emphasis and links to https pages. Everything else, raw HTML first
//! of all, is shown as the text it is: a rule file may come from anywhere.

use super::text;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// The sentence of a remedy. Names of resources stand in it already, so it is no Markdown any more: what a name holds would be
/// a link as well as what the rule's author wrote. Only code between backticks is told apart, which looks like code and does
/// nothing.
pub(super) fn sentence(filled: &str) -> String {
    let filled = crate::render::plain(filled);
    let parts: Vec<&str> = filled.split('`').collect();
    let mut html = String::from("<p>");
    for (nth, part) in parts.iter().enumerate() {
        let closed = nth + 1 < parts.len();
        match (nth % 2 == 1, closed) {
            (true, true) => html.push_str(&format!("<code>{}</code>", escaped(part))),
            (true, false) => html.push_str(&format!("`{}", escaped(part))),
            (false, _) => html.push_str(&escaped(part)),
        }
    }
    html + "</p>"
}

/// The Markdown of a rule, with nothing filled in, as HTML that is safe to embed.
pub(super) fn html(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 5 / 4);
    // Links that aren't followed have no closing tag either.
    let mut links = Vec::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(tag) => open(&mut html, &tag, &mut links),
            Event::End(tag) => close(&mut html, tag, &mut links),
            Event::Code(code) => {
                html.push_str("<code>");
                html.push_str(&escaped(&text::line(&code)));
                html.push_str("</code>");
            }
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                html.push_str(&escaped(&lines(&words)));
            }
            Event::SoftBreak => html.push(' '),
            Event::HardBreak => html.push_str("<br>"),
            Event::Rule => html.push_str("<hr>"),
            Event::InlineMath(words)
            | Event::DisplayMath(words)
            | Event::FootnoteReference(words) => html.push_str(&escaped(&text::line(&words))),
            Event::TaskListMarker(_) => {}
        }
    }
    // What a pipeline's log obeys may have come in pieces: a bracket is a text of its own to the parser.
    lines(&html)
}

fn open(html: &mut String, tag: &Tag<'_>, links: &mut Vec<bool>) {
    match tag {
        Tag::Paragraph => html.push_str("<p>"),
        Tag::List(Some(_)) => html.push_str("<ol>"),
        Tag::List(None) => html.push_str("<ul>"),
        Tag::Item => html.push_str("<li>"),
        Tag::Emphasis => html.push_str("<em>"),
        Tag::Strong | Tag::Heading { .. } => html.push_str("<strong>"),
        Tag::BlockQuote(_) => html.push_str("<blockquote>"),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
            html.push_str("<pre tabindex=\"0\"><code>");
        }
        Tag::Link { dest_url, .. } => {
            let follow = dest_url.starts_with("https://");
            links.push(follow);
            if follow {
                let target = escaped(&text::line(dest_url));
                html.push_str(&format!("<a rel=\"noreferrer\" href=\"{target}\">"));
            }
        }
        // The text within is shown without markup.
        _ => {}
    }
}

fn close(html: &mut String, tag: TagEnd, links: &mut Vec<bool>) {
    html.push_str(match tag {
        TagEnd::Paragraph => "</p>",
        TagEnd::List(true) => "</ol>",
        TagEnd::List(false) => "</ul>",
        TagEnd::Item => "</li>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::Heading(_) => "</strong><br>",
        TagEnd::BlockQuote(_) => "</blockquote>",
        TagEnd::CodeBlock => "</code></pre>",
        TagEnd::Link if links.pop() == Some(true) => "</a>",
        _ => "",
    });
}

/// Lines stay lines: code blocks arrive as texts of several.
fn lines(words: &str) -> String {
    let lines: Vec<_> = words.split('\n').map(crate::render::plain).collect();
    lines.join("\n")
}

fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{html, sentence};

    #[test]
    fn a_name_in_a_remedy_is_text_whatever_it_holds() {
        let name = "x [Fix it here](https://evil.example) **now** <https://evil.example> <b>";
        let html = sentence(&format!("Put a lock on {name} with `az lock create`, and `"));
        assert_eq!(
            html,
            "<p>Put a lock on x [Fix it here](https://evil.example) **now** \
             &lt;https://evil.example&gt; &lt;b&gt; with <code>az lock create</code>, and `</p>"
        );
        for half in ["`", "a ` b", "``"] {
            let html = sentence(half);
            assert_eq!(html.matches("<code>").count(), html.matches("</code>").count());
        }
    }

    #[test]
    fn prose_becomes_html() {
        assert_eq!(
            html("One `a<b`, **two**.\n\n- x\n- [y](https://e.org/?a=1&b)\n"),
            "<p>One <code>a&lt;b</code>, <strong>two</strong>.</p><ul><li>x</li><li>\
             <a rel=\"noreferrer\" href=\"https://e.org/?a=1&amp;b\">y</a></li></ul>"
        );
        assert_eq!(html("```sh\na\n  b\n```"), "<pre tabindex=\"0\"><code>a\n  b\n</code></pre>");
    }

    #[test]
    fn raw_html_and_foreign_links_are_text() {
        for nasty in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](http://plain.example)",
            "![x](https://tracker.example/a.png)",
            "```\n</code></pre><script>x</script>\n```",
            "<https://e.org/\"onclick=\"x>",
        ] {
            let html = html(nasty);
            for harm in ["<script", "<img", "href=\"javascript", "href=\"http:", "\"onclick"] {
                assert!(!html.contains(harm), "{nasty} became {html}");
            }
        }
    }
}
