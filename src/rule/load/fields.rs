//! The fields of the front matter: id, class, kinds and the list that a rule judges element by element.

use super::Loader;
use crate::catalogue::catalogue;
use crate::condition::unknown_fact;
use crate::model::{FactType, Kind};
use crate::rule::Class;
use crate::rule::front::FrontMatter;
use crate::rule::program::Each;
use toml::Spanned;

/// Prefix of the rules that ship with the program.
const BUILT_IN: &str = "FDR-";

/// True for the address of a page: readers follow it, so it is one and nothing else. Blanks and signs that URL parsers drop or
/// encode aren't taken.
fn is_page(text: &str) -> bool {
    let scheme = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_graphic() && !"<>\"`\\^{|}".contains(c);
    scheme.is_some() && text.chars().all(plain) && url::Url::parse(text).is_ok()
}

impl Loader<'_> {
    /// Which ids a rule may have.
    pub(super) fn check_id(&mut self, id: &Spanned<String>, built_in: bool) {
        const OWN: &str = "take capitals, digits and dashes, such as `ACME-ZON-001`";
        let text = id.as_ref();
        if built_in && !is_built_in_id(text) {
            let message = format!("`{text}` is no id of a built-in rule");
            self.field(id, message, "write `FDR-<PILLAR>-<NNN>`");
        } else if !built_in && text.starts_with(BUILT_IN) {
            let message = format!("`{text}`: the prefix {BUILT_IN} is for built-in rules");
            self.field(id, message, OWN);
        } else if !is_id(text) {
            self.field(id, format!("`{text}` is no rule id"), OWN);
        }
    }

    /// Which fields go with which class.
    pub(super) fn check_fields(&mut self, front: &FrontMatter) {
        if front.title.as_ref().trim().is_empty() {
            self.field(
                &front.title,
                "the title is empty",
                "write a sentence that is true when the rule passes",
            );
        }
        for page in front.cites.iter().filter(|page| !is_page(page.as_ref())) {
            let message = format!("`{}` is no address of a page", page.as_ref());
            self.field(
                page,
                message,
                "`cites` takes addresses that begin with https:// or http://",
            );
        }
        if *front.class.as_ref() == Class::Check {
            self.check_complete(front);
            return;
        }
        for (name, field) in [
            ("check", &front.check),
            ("manual", &front.manual),
            ("each", &front.each),
            ("key", &front.key),
        ] {
            if let Some(field) = field {
                let message = format!("`{name}` is for checks only");
                self.field(field, message, "take it out, or make the rule a check");
            }
        }
    }

    /// A check can't do without its messages, nor without its condition, unless to be on a list is the fault.
    fn check_complete(&mut self, front: &FrontMatter) {
        for (name, there) in [
            ("check", front.check.is_some() || front.each.is_some()),
            ("message.pass", front.message.pass.is_some()),
            ("message.fail", front.message.fail.is_some()),
        ] {
            if !there {
                let message = format!("a check needs `{name}`");
                self.field(&front.class, message, "add it to the front matter");
            }
        }
        match (&front.manual, &front.message.manual) {
            (Some(only), None) | (None, Some(only)) => self.field(
                only,
                "`manual` and `message.manual` go together",
                "`manual` says when only a person can tell, `message.manual` what is asked",
            ),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// The kinds, each once.
    pub(super) fn kinds(&mut self, written: &Spanned<Vec<Spanned<Kind>>>) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for kind in written.as_ref() {
            if kinds.contains(kind.as_ref()) {
                let message = format!("{} is there twice", kind.as_ref());
                self.field(kind, message, "take it out");
            } else {
                kinds.push(*kind.as_ref());
            }
        }
        if kinds.is_empty() {
            self.field(written, "the rule is for no kind", "name one, such as `storage-account`");
        }
        kinds
    }

    /// The list to judge element by element: a list of records of each kind, with a text that names the element.
    pub(super) fn each(&mut self, front: &FrontMatter, kinds: &[Kind]) -> Option<Each> {
        let (list, key) = match (&front.each, &front.key) {
            (None, None) => return None,
            (Some(list), Some(key)) => (list, key),
            (Some(only), None) | (None, Some(only)) => {
                self.field(
                    only,
                    "`each` and `key` go together",
                    "`each` names a list fact, `key` the field that names an element",
                );
                return None;
            }
        };
        let mut found = None;
        for kind in kinds {
            found = self.each_of(*kind, list, key).or(found);
        }
        found
    }

    fn each_of(
        &mut self,
        kind: Kind,
        list: &Spanned<String>,
        key: &Spanned<String>,
    ) -> Option<Each> {
        let specs = catalogue().facts(kind);
        let Some(spec) = specs.iter().find(|spec| spec.name == list.as_ref()) else {
            let mistake = unknown_fact(kind, list.as_ref(), list.span());
            self.report(mistake, self.toml_start);
            return None;
        };
        let word = spec.ty.label();
        let Some(fields) = spec.ty.fields() else {
            let message = format!("`{}` is {word}, not a list of records", spec.name);
            self.field(list, message, "`each` needs a list of records");
            return None;
        };
        let named = fields.iter().find(|field| {
            field.name == key.as_ref() && field.ty == FactType::Text && !field.nullable
        });
        if named.is_none() {
            let message = format!(
                "`{}` is no text field of `{}` that is always there",
                key.as_ref(),
                spec.name
            );
            self.field(key, message, &format!("its type is {word}"));
        }
        named.map(|field| Each { list: spec.name, key: field.name })
    }
}

/// Capitals and digits in at least two segments.
fn is_id(text: &str) -> bool {
    let segment = |segment: &str| {
        !segment.is_empty() && segment.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    text.len() <= 64
        && text.contains('-')
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.split('-').all(segment)
}

/// `FDR-<PILLAR>-<NNN>`.
fn is_built_in_id(text: &str) -> bool {
    let segments: Vec<&str> = text.split('-').collect();
    let digits = |number: &str| number.len() == 3 && number.chars().all(|c| c.is_ascii_digit());
    let capitals = |pillar: &str| pillar.chars().all(|c| c.is_ascii_uppercase());
    is_id(text)
        && matches!(segments[..], ["FDR", pillar, number] if capitals(pillar) && digits(number))
}
