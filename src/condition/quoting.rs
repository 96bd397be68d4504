//! Values in generated commands and templates. A resource's name comes from whoever could create the resource, so it is
//! quoted for the place where it lands: the template is scanned once, and each placeholder knows whether it stands bare,
//! in single quotes, in double quotes or in a comment.

use crate::model::Value;
use crate::text::SpanError;
use std::ops::Range;

/// The language of a fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Commands for a POSIX shell.
    AzCli,
    Bicep,
    Terraform,
}

impl Language {
    /// The language with this word in a fence's info string.
    pub(crate) fn of(word: &str) -> Option<Self> {
        match word {
            "azcli" => Some(Self::AzCli),
            "bicep" => Some(Self::Bicep),
            "terraform" => Some(Self::Terraform),
            _ => None,
        }
    }
}

/// Where a placeholder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    Bare,
    Single,
    Double,
    Comment,
}

/// The places of placeholders, in order.
///
/// # Errors
/// At the first construct in which a value can't be quoted for sure.
pub(super) fn places(
    language: Language,
    text: &str,
    slots: &[Range<usize>],
) -> Result<Vec<Quoting>, SpanError> {
    let mut scanner = Scanner { language, text, at: 0, open: vec![Frame::Bare(None)] };
    let mut places = Vec::new();
    for slot in slots {
        while scanner.at < slot.start {
            scanner.step()?;
        }
        if scanner.at > slot.start {
            return Err(SpanError::new(slot.clone(), "a placeholder after a backslash"));
        }
        places.push(scanner.place());
        scanner.at = slot.end;
    }
    Ok(places)
}

/// What is open at a place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// Code, until this character closes it.
    Bare(Option<char>),
    Single,
    Double,
    LineComment,
    BlockComment,
}

struct Scanner<'a> {
    language: Language,
    text: &'a str,
    at: usize,
    open: Vec<Frame>,
}

impl Scanner<'_> {
    fn frame(&self) -> Frame {
        self.open.last().copied().unwrap_or(Frame::Bare(None))
    }

    fn place(&self) -> Quoting {
        match self.frame() {
            Frame::Bare(_) => Quoting::Bare,
            Frame::Single => Quoting::Single,
            Frame::Double => Quoting::Double,
            Frame::LineComment | Frame::BlockComment => Quoting::Comment,
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, frame: Frame, length: usize) {
        self.open.push(frame);
        self.at += length;
    }

    fn pop(&mut self, length: usize) {
        if self.open.len() > 1 {
            self.open.pop();
        }
        self.at += length;
    }

    /// Goes over one character, or over what opens or closes something.
    fn step(&mut self) -> Result<(), SpanError> {
        let Some(c) = self.rest().chars().next() else {
            return Ok(());
        };
        match self.frame() {
            Frame::LineComment if c == '\n' => self.pop(1),
            Frame::BlockComment if self.rest().starts_with("*/") => self.pop(2),
            Frame::LineComment | Frame::BlockComment => self.at += c.len_utf8(),
            Frame::Bare(closer) if closer == Some(c) => self.pop(1),
            Frame::Bare(_) => self.step_bare(c)?,
            Frame::Single => self.step_single(c),
            Frame::Double => self.step_double(c)?,
        }
        Ok(())
    }

    fn step_bare(&mut self, c: char) -> Result<(), SpanError> {
        use Language::{AzCli, Bicep, Terraform};
        let rest = self.rest();
        let word_starts = self.text[..self.at]
            .chars()
            .next_back()
            .is_none_or(|before| before.is_whitespace() || before == ';');
        match (self.language, c) {
            (AzCli, '`') | (AzCli | Terraform, '<') if c == '`' || rest.starts_with("<<") => {
                return Err(self.unquotable());
            }
            (AzCli, '$') if rest.starts_with("$'") => return Err(self.unquotable()),
            (Bicep, '\'') if rest.starts_with("'''") => return Err(self.unquotable()),
            (AzCli, '\\') => self.skip_escaped(),
            (AzCli | Bicep, '\'') => self.push(Frame::Single, 1),
            (AzCli | Terraform, '"') => self.push(Frame::Double, 1),
            (AzCli, '(') => self.push(Frame::Bare(Some(')')), 1),
            (Bicep | Terraform, '{') => self.push(Frame::Bare(Some('}')), 1),
            (AzCli, '#') if word_starts => self.push(Frame::LineComment, 1),
            (Terraform, '#') => self.push(Frame::LineComment, 1),
            (Bicep | Terraform, '/') if rest.starts_with("//") => self.push(Frame::LineComment, 2),
            (Bicep | Terraform, '/') if rest.starts_with("/*") => self.push(Frame::BlockComment, 2),
            _ => self.at += c.len_utf8(),
        }
        Ok(())
    }

    /// Within `'…'`: of the shell, where nothing is special, or of Bicep.
    fn step_single(&mut self, c: char) {
        match (self.language, c) {
            (_, '\'') => self.pop(1),
            (Language::Bicep, '\\') => self.skip_escaped(),
            (Language::Bicep, '$') if self.rest().starts_with("${") => {
                self.push(Frame::Bare(Some('}')), 2);
            }
            _ => self.at += c.len_utf8(),
        }
    }

    /// Within `"…"`: of the shell or of Terraform.
    fn step_double(&mut self, c: char) -> Result<(), SpanError> {
        match (self.language, c) {
            (_, '"') => self.pop(1),
            (_, '\\') => self.skip_escaped(),
            (Language::AzCli, '`') => return Err(self.unquotable()),
            (Language::AzCli, '$') if self.rest().starts_with("$(") => {
                self.push(Frame::Bare(Some(')')), 2);
            }
            (Language::Terraform, '$' | '%') if self.rest()[1..].starts_with('{') => {
                self.push(Frame::Bare(Some('}')), 2);
            }
            _ => self.at += c.len_utf8(),
        }
        Ok(())
    }

    fn skip_escaped(&mut self) {
        let length: usize = self.rest().chars().take(2).map(char::len_utf8).sum();
        self.at += length;
    }

    fn unquotable(&self) -> SpanError {
        SpanError::new(self.at..self.at + 1, "no value can be quoted for sure after this")
            .hint("write it without backticks, `$'…'`, here-documents and `'''`")
    }
}

/// A value for its place; none if it can't stand there, which drops the block. A value with control or direction
/// characters can't stand anywhere: no Azure name has them.
pub(super) fn quote(value: &Value, language: Language, place: Quoting) -> Option<String> {
    match value {
        Value::Null | Value::Record(_) => None,
        Value::Bool(_) | Value::Int(_) => Some(value.to_string()),
        Value::Text(text) => quote_text(text, language, place),
        Value::Instant(_) => quote_text(&value.to_string(), language, place),
        Value::List(values) => {
            let quoted: Option<Vec<String>> =
                values.iter().map(|value| quote(value, language, place)).collect();
            let quoted = quoted.filter(|quoted| !quoted.is_empty())?;
            match (place, language) {
                (Quoting::Bare, Language::AzCli) => Some(quoted.join(" ")),
                (Quoting::Bare, Language::Bicep | Language::Terraform) => {
                    Some(format!("[{}]", quoted.join(", ")))
                }
                (Quoting::Comment, _) => Some(quoted.join(", ")),
                (Quoting::Single | Quoting::Double, _) => None,
            }
        }
    }
}

/// Puts a quoted value after the text before it. What begins with a dash would be read as an option by the command that gets
/// it, however it is quoted: it follows its own option after `=`, as in `--resource-group='-x'`. None where there is none.
pub(super) fn attach(
    before: &mut String,
    value: &Value,
    quoted: &str,
    (language, place): (Language, Quoting),
) -> Option<()> {
    let quote = match (language, place) {
        (Language::AzCli, Quoting::Bare) => "",
        (Language::AzCli, Quoting::Single) => "'",
        (Language::AzCli, Quoting::Double) => "\"",
        (Language::AzCli, Quoting::Comment) | (Language::Bicep | Language::Terraform, _) => {
            before.push_str(quoted);
            return Some(());
        }
    };
    let dashed = |value: &Value| value.as_text().is_some_and(|text| text.starts_with('-'));
    if value.as_list().is_some_and(|all| all.iter().any(dashed)) {
        return None;
    }
    let head = before.strip_suffix(quote).filter(|head| head.ends_with(char::is_whitespace));
    let Some(head) = head.filter(|_| dashed(value)) else {
        before.push_str(quoted);
        return Some(());
    };
    let option = head.trim_end();
    let name = option.rsplit(char::is_whitespace).next()?;
    let takes_it = name.starts_with("--") && !name.contains('=') && name.len() > 2;
    let value = match quoted.starts_with('-') && quote.is_empty() {
        true => format!("'{quoted}'"),
        false => format!("{quote}{quoted}"),
    };
    *before = takes_it.then(|| format!("{option}={value}"))?;
    Some(())
}

fn quote_text(text: &str, language: Language, place: Quoting) -> Option<String> {
    if text.chars().any(steers) {
        return None;
    }
    match (language, place) {
        (_, Quoting::Comment) if text.contains("*/") => None,
        (_, Quoting::Comment) => Some(text.to_owned()),
        (Language::AzCli, Quoting::Bare) if is_plain(text) => Some(text.to_owned()),
        (Language::AzCli, Quoting::Bare) => Some(format!("'{}'", text.replace('\'', r"'\''"))),
        (Language::AzCli, Quoting::Single) => Some(text.replace('\'', r"'\''")),
        (Language::AzCli, Quoting::Double) => Some(in_shell_double(text)),
        (Language::Bicep, Quoting::Bare) => Some(format!("'{}'", in_bicep(text))),
        (Language::Bicep, Quoting::Single | Quoting::Double) => Some(in_bicep(text)),
        (Language::Terraform, Quoting::Bare) => Some(format!("\"{}\"", in_terraform(text)?)),
        (Language::Terraform, Quoting::Single | Quoting::Double) => in_terraform(text),
    }
}

/// True for characters that move the cursor or turn the direction of reading.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// True if a shell takes the text as one word as it is.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._/:=-".contains(c))
}

/// An exclamation mark leaves the quotes: within them an interactive shell would expand it.
fn in_shell_double(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '"' | '$' | '`' => out.extend(['\\', c]),
            '!' => out.push_str("\"'!'\""),
            _ => out.push(c),
        }
    }
    out
}

fn in_bicep(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if ['\\', '\'', '$'].contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// None if the text ends in a character that would start an interpolation with what follows.
fn in_terraform(text: &str) -> Option<String> {
    let escaped =
        text.replace('\\', r"\\").replace('"', "\\\"").replace("${", "$${").replace("%{", "%%{");
    (!text.ends_with(['$', '%'])).then_some(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "'; rm -rf / #";

    fn text(text: &str, language: Language, place: Quoting) -> Option<String> {
        quote(&Value::text(text), language, place)
    }

    fn place_of(language: Language, template: &str) -> Quoting {
        let at = template.find("{name}").expect("a placeholder");
        let slot = at..at + 6;
        places(language, template, std::slice::from_ref(&slot)).expect("quotable")[0]
    }

    #[test]
    fn the_shell_gets_one_word_whatever_the_value() {
        let bare = |value| text(value, Language::AzCli, Quoting::Bare);
        assert_eq!(bare("/subscriptions/s-1").as_deref(), Some("/subscriptions/s-1"));
        assert_eq!(bare(HOSTILE).as_deref(), Some(r"''\''; rm -rf / #'"));
        assert_eq!(bare("").as_deref(), Some("''"));
        assert_eq!(bare("$(reboot)").as_deref(), Some("'$(reboot)'"));
        assert_eq!(bare("a\nreboot"), None);
        assert_eq!(bare("a\u{202e}b"), None);
        let double = text("`a` $b \"c\" !d", Language::AzCli, Quoting::Double);
        assert_eq!(double.as_deref(), Some(r#"\`a\` \$b \"c\" "'!'"d"#));
        let list = quote(&Value::texts(["a", "b c"]), Language::AzCli, Quoting::Bare);
        assert_eq!(list.as_deref(), Some("a 'b c'"));
    }

    #[test]
    fn a_value_that_begins_with_a_dash_is_no_option() {
        let put = |before: &str, value: Value, place| {
            let quoted = quote(&value, Language::AzCli, place)?;
            let mut text = before.to_owned();
            attach(&mut text, &value, &quoted, (Language::AzCli, place)).map(|()| text)
        };
        let one = |before, value, place| put(before, Value::text(value), place);
        let bare = |before, value| one(before, value, Quoting::Bare);
        let group = "az group show --name ";
        assert_eq!(bare(group, "-x").as_deref(), Some("az group show --name='-x'"));
        assert_eq!(bare(group, "x").as_deref(), Some("az group show --name x"));
        assert_eq!(bare(group, "-x y").as_deref(), Some("az group show --name='-x y'"));
        let single = one("az group show --name '", "-x", Quoting::Single);
        assert_eq!(single.as_deref(), Some("az group show --name='-x"));
        let double = one("az x --q \"[?n=='", "-x", Quoting::Double);
        assert_eq!(double.as_deref(), Some("az x --q \"[?n=='-x"));
        assert_eq!(bare("az group show -n ", "-x"), None);
        assert_eq!(bare("az group show ", "--yes"), None);
        assert_eq!(put("az x --ids ", Value::texts(["a", "-b"]), Quoting::Bare), None);
        let comment = one("# ", "-x", Quoting::Comment);
        assert_eq!(comment.as_deref(), Some("# -x"));
    }

    #[test]
    fn strings_of_templates_can_not_be_left() {
        let bicep = text("a'${b}\\", Language::Bicep, Quoting::Single);
        assert_eq!(bicep.as_deref(), Some(r"a\'\${b}\\"));
        let terraform = text("a\"${b}%{c}", Language::Terraform, Quoting::Double);
        assert_eq!(terraform.as_deref(), Some("a\\\"$${b}%%{c}"));
        assert_eq!(text("a$", Language::Terraform, Quoting::Double), None);
        assert_eq!(quote(&Value::Null, Language::Bicep, Quoting::Bare), None);
    }

    #[test]
    fn places_follow_quotes_substitutions_and_comments() {
        use Language::{AzCli, Bicep, Terraform};
        assert_eq!(place_of(AzCli, "az -n {name}"), Quoting::Bare);
        assert_eq!(place_of(AzCli, "az -n '{name}'"), Quoting::Single);
        assert_eq!(place_of(AzCli, "az --query \"[?n=='{name}']\""), Quoting::Double);
        assert_eq!(place_of(AzCli, "x=\"$(az -n {name})\""), Quoting::Bare);
        assert_eq!(place_of(AzCli, "az \\\n  -n {name}"), Quoting::Bare);
        assert_eq!(place_of(AzCli, "# it's {name}"), Quoting::Comment);
        assert_eq!(place_of(AzCli, "# it's\naz -n {name}"), Quoting::Bare);
        assert_eq!(place_of(Bicep, "a: {\n  b: '{name}'\n}"), Quoting::Single);
        assert_eq!(place_of(Bicep, "// it's\nb: {name}"), Quoting::Bare);
        assert_eq!(place_of(Bicep, "b: 'x${f({name})}'"), Quoting::Bare);
        assert_eq!(place_of(Terraform, "a = \"{name}\" # x"), Quoting::Double);
        assert_eq!(place_of(Terraform, "/* \" */ a = {name}"), Quoting::Bare);
    }

    #[test]
    fn where_nothing_can_be_quoted_the_rule_is_refused() {
        for (language, template) in [
            (Language::AzCli, "az `x` {name}"),
            (Language::AzCli, "cat <<EOF\n{name}\nEOF"),
            (Language::AzCli, "az \\{name}"),
            (Language::Bicep, "a: '''{name}'''"),
            (Language::Terraform, "a = <<EOT\n{name}\nEOT"),
        ] {
            let at = template.find("{name}").expect("a placeholder");
            let slot = at..at + 6;
            assert!(places(language, template, &[slot]).is_err(), "{template}");
        }
    }
}
