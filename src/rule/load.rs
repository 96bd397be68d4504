//! From a rule file to a rule: every mistake of the file is collected, each with its place.

use super::check::{Scope, unknown_fact};
use super::condition::Condition;
use super::example;
use super::front::{self, FrontMatter};
use super::message::Template;
use super::program::{Each, ForKind, Program};
use super::remedy::RemedyTemplate;
use super::section::{EXAMPLES, HOW, LIMITS, Section, Sections, WHAT, WHY};
use super::source::{Mistake, Source};
use super::view::FactRef;
use super::{Class, Rule, RuleError, limits};
use crate::estate::catalogue;
use crate::model::{FactType, Field, Kind};
use cel::Env;
use std::collections::BTreeSet;
use toml::Spanned;

/// Prefix of the rules that ship with the program.
const BUILT_IN: &str = "FDR-";

/// Loads a rule file. Must run on the large stack.
///
/// # Errors
/// All mistakes of the file.
pub(super) fn load(
    env: &Env,
    origin: &str,
    text: &str,
    built_in: bool,
) -> Result<Rule, Vec<RuleError>> {
    let source = Source { origin, text };
    if text.len() > limits::FILE {
        let message = format!(
            "the file has {} bytes; at most {} are allowed",
            text.len(),
            limits::FILE
        );
        return Err(vec![source.whole(message)]);
    }
    let parts = front::cut(text).map_err(|mistake| vec![source.error(mistake)])?;
    let front = front::parse(parts.toml)
        .map_err(|mistake| vec![source.error(mistake.shifted(parts.toml_start))])?;
    let mut mistakes = Vec::new();
    let mut in_markdown = Vec::new();
    let sections = Sections::cut(parts.markdown, &mut in_markdown);
    sections.require(required(*front.class.as_ref()), 0, &mut in_markdown);
    mistakes.extend(
        in_markdown
            .into_iter()
            .map(|m| m.shifted(parts.markdown_start)),
    );
    let mut loader = Loader {
        env,
        text,
        toml: parts.toml,
        toml_start: parts.toml_start,
        markdown_start: parts.markdown_start,
        mistakes,
    };
    let program = loader.program(&front, &sections, built_in);
    let Loader { mut mistakes, .. } = loader;
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|mistake| mistake.span.start);
        return Err(mistakes.into_iter().map(|m| source.error(m)).collect());
    }
    Ok(rule(front, &sections, program, (origin, text, built_in)))
}

fn rule(
    front: FrontMatter,
    sections: &Sections,
    program: Program,
    (origin, text, built_in): (&str, &str, bool),
) -> Rule {
    let section = |name| sections.get(name).text;
    let kinds = front.kinds.into_inner();
    Rule {
        id: front.id.into_inner(),
        title: front.title.into_inner(),
        kinds: kinds.into_iter().map(Spanned::into_inner).collect(),
        pillar: front.pillar.into_inner(),
        class: front.class.into_inner(),
        severity: front.severity,
        provenance: front.provenance,
        cites: front.cites,
        statements: front.statements,
        maps_to: front.maps_to,
        what: section(WHAT),
        why: section(WHY),
        how: section(HOW),
        limits: section(LIMITS),
        since: front.since,
        origin: origin.to_owned(),
        built_in,
        text: text.to_owned(),
        program,
    }
}

/// The sections that a rule of this class can't do without.
fn required(class: Class) -> &'static [&'static str] {
    match class {
        Class::Check => &[WHAT, WHY, HOW, EXAMPLES],
        Class::Attestation => &[WHAT, WHY, HOW],
        Class::Statement => &[WHAT, WHY],
    }
}

struct Loader<'a> {
    env: &'a Env,
    text: &'a str,
    toml: &'a str,
    toml_start: usize,
    markdown_start: usize,
    mistakes: Vec<Mistake>,
}

impl Loader<'_> {
    fn program(&mut self, front: &FrontMatter, sections: &Sections, built_in: bool) -> Program {
        self.check_id(&front.id, built_in);
        self.check_fields(front);
        let kinds = self.kinds(&front.kinds);
        let each = self.each(front, &kinds);
        let plain: Vec<Scope> = kinds
            .iter()
            .map(|kind| Scope {
                kind: *kind,
                element: None,
            })
            .collect();
        let with_element: Vec<Scope> = plain
            .iter()
            .map(|scope| Scope {
                element: each.and_then(|each| Some((each.list, fields(scope.kind, each.list)?))),
                ..*scope
            })
            .collect();
        let when = self.condition(front.when.as_ref(), &plain);
        let check = self.condition(front.check.as_ref(), &with_element);
        let mut program = Program {
            when,
            check,
            each,
            kinds: vec![],
            examples: vec![],
        };
        let reads = program.reads();
        for scope in &with_element {
            let part = self.for_kind(front, sections, *scope, &reads);
            program.kinds.push(part);
        }
        program.examples = self.examples(&sections.get(EXAMPLES), &kinds);
        program
    }

    fn report(&mut self, mistake: Mistake, start: usize) {
        let mistake = mistake.shifted(start);
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    /// Reports a mistake about a field of the front matter.
    fn field<T>(&mut self, field: &Spanned<T>, message: impl Into<String>, hint: &str) {
        let mistake = Mistake::new(field.span(), message).hint(hint);
        self.report(mistake, self.toml_start);
    }

    /// Reports mistakes within a text of the front matter.
    fn inside(&mut self, text: &Spanned<String>, mistakes: Vec<Mistake>) {
        for mistake in mistakes {
            match front::inside(self.toml, text) {
                Some(start) => self.report(mistake, self.toml_start + start),
                None => {
                    let whole = Mistake {
                        span: text.span(),
                        ..mistake
                    };
                    self.report(whole, self.toml_start);
                }
            }
        }
    }

    fn check_id(&mut self, id: &Spanned<String>, built_in: bool) {
        let text = id.as_ref();
        let segments: Vec<&str> = text.split('-').collect();
        let well_formed = segments.len() > 1
            && text.len() <= 64
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && segments.iter().all(|segment| {
                !segment.is_empty()
                    && segment
                        .chars()
                        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            });
        let of_ours = matches!(segments[..], ["FDR", pillar, number]
            if pillar.chars().all(|c| c.is_ascii_uppercase())
                && number.len() == 3
                && number.chars().all(|c| c.is_ascii_digit()));
        if built_in && !(well_formed && of_ours) {
            self.field(
                id,
                format!("`{text}` is no id of a built-in rule"),
                "write `FDR-<PILLAR>-<NNN>`",
            );
        } else if !built_in && text.starts_with(BUILT_IN) {
            self.field(
                id,
                format!("`{text}`: the prefix {BUILT_IN} is for built-in rules"),
                "take a prefix of your own, such as `ACME-ZON-001`",
            );
        } else if !well_formed {
            self.field(
                id,
                format!("`{text}` is no rule id"),
                "write capitals, digits and dashes, such as `ACME-ZON-001`",
            );
        }
    }

    /// Which fields go with which class.
    fn check_fields(&mut self, front: &FrontMatter) {
        if front.title.as_ref().trim().is_empty() {
            self.field(
                &front.title,
                "the title is empty",
                "write a sentence that is true when the rule passes",
            );
        }
        let class = front.class.as_ref();
        let is_check = *class == Class::Check;
        let messages = [("pass", &front.message.pass), ("fail", &front.message.fail)];
        if is_check {
            if front.check.is_none() {
                self.field(
                    &front.class,
                    "a check needs a condition",
                    "add `check = '…'`",
                );
            }
            for (name, message) in messages {
                if message.is_none() {
                    self.field(
                        &front.class,
                        format!("a check needs `message.{name}`"),
                        "add it under `[message]`",
                    );
                }
            }
            return;
        }
        for (name, field) in [
            ("check", &front.check),
            ("each", &front.each),
            ("key", &front.key),
        ] {
            if let Some(field) = field {
                self.field(
                    field,
                    format!("`{name}` is for checks only"),
                    "take it out, or make the rule a check",
                );
            }
        }
    }

    fn kinds(&mut self, written: &Spanned<Vec<Spanned<Kind>>>) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for kind in written.as_ref() {
            if kinds.contains(kind.as_ref()) {
                self.field(
                    kind,
                    format!("{} is there twice", kind.as_ref()),
                    "take it out",
                );
            } else {
                kinds.push(*kind.as_ref());
            }
        }
        if kinds.is_empty() {
            self.field(
                written,
                "the rule is for no kind",
                "name one, such as `storage-account`",
            );
        }
        kinds
    }

    /// The list to judge element by element: a list of records of each kind, with a text that names the element.
    fn each(&mut self, front: &FrontMatter, kinds: &[Kind]) -> Option<Each> {
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
            let Some(spec) = catalogue()
                .facts(*kind)
                .iter()
                .find(|spec| spec.name == list.as_ref())
            else {
                let mistake = unknown_fact(*kind, list.as_ref(), list.span());
                self.report(mistake, self.toml_start);
                continue;
            };
            let FactType::Records(fields) = spec.ty else {
                self.field(
                    list,
                    format!(
                        "`{}` is {}, not a list of records",
                        spec.name,
                        spec.ty.word()
                    ),
                    "`each` needs a list of records",
                );
                continue;
            };
            let named = fields.iter().find(|field| field.name == key.as_ref());
            match named.filter(|field| field.ty == FactType::Text && !field.nullable) {
                Some(field) => {
                    found = Some(Each {
                        list: spec.name,
                        key: field.name,
                    });
                }
                None => self.field(
                    key,
                    format!(
                        "`{}` is no text field of `{}` that is always there",
                        key.as_ref(),
                        spec.name
                    ),
                    &format!("its type is {}", spec.ty.word()),
                ),
            }
        }
        found
    }

    fn condition(&mut self, text: Option<&Spanned<String>>, scopes: &[Scope]) -> Option<Condition> {
        let text = text?;
        match Condition::compile(self.env, text.as_ref(), scopes) {
            Ok(condition) => Some(condition),
            Err(mistakes) => {
                self.inside(text, mistakes);
                None
            }
        }
    }

    fn for_kind(
        &mut self,
        front: &FrontMatter,
        sections: &Sections,
        scope: Scope,
        reads: &BTreeSet<&'static str>,
    ) -> ForKind {
        let mut facts: Vec<FactRef> = reads
            .iter()
            .filter_map(|name| FactRef::find(scope.kind, name))
            .collect();
        facts.sort_unstable();
        let how = sections.get(HOW);
        let remedy = match RemedyTemplate::parse(&how, scope) {
            Ok(remedy) => remedy,
            Err(mistakes) => {
                for mistake in mistakes {
                    self.report(mistake, self.markdown_start + how.start);
                }
                None
            }
        };
        ForKind {
            kind: scope.kind,
            reads: facts,
            pass: self.message(front.message.pass.as_ref(), scope),
            fail: self.message(front.message.fail.as_ref(), scope),
            remedy,
        }
    }

    fn message(&mut self, text: Option<&Spanned<String>>, scope: Scope) -> Option<Template> {
        let text = text?;
        if text.as_ref().trim().is_empty() || text.as_ref().trim_end().ends_with('.') {
            self.field(
                text,
                "a message is one sentence without a final stop",
                "write what is so, such as `SKU {sku} spans one zone`",
            );
        }
        match Template::strict(text.as_ref(), scope) {
            Ok(template) => Some(template),
            Err(mistakes) => {
                self.inside(text, mistakes);
                None
            }
        }
    }

    fn examples(&mut self, section: &Section, kinds: &[Kind]) -> Vec<example::Example> {
        let (mut examples, mistakes) = example::parse(section, kinds);
        let start = self.markdown_start + section.start;
        for mistake in mistakes {
            self.report(mistake, start);
        }
        for example in &mut examples {
            example.line = self.text[..start + example.at].matches('\n').count() + 1;
        }
        examples
    }
}

/// The fields of a list of records.
fn fields(kind: Kind, list: &str) -> Option<&'static [Field]> {
    let spec = catalogue()
        .facts(kind)
        .iter()
        .find(|spec| spec.name == list)?;
    match spec.ty {
        FactType::Records(fields) => Some(fields),
        FactType::Bool | FactType::Int | FactType::Text | FactType::Instant | FactType::Texts => {
            None
        }
    }
}
