//! From a rule file to a rule: every mistake of the file is collected, each with its place.

mod fields;

use super::example::{self, Example};
use super::front::{EXAMPLES, FrontMatter, HOW, LIMITS, SECTIONS, WHAT, WHY};
use super::later::{Later, later, ready};
use super::program::{Each, ForKind, Program};
use super::remedy::RemedyTemplate;
use super::{Class, Rule, RuleError};
use crate::catalogue::catalogue;
use crate::condition::{Condition, FactRef, FactScope, Template};
use crate::model::{Field, Kind};
use crate::text::{Sections, SourceText, SpanError, halves, parse_toml, start_inside};
use cel::Env;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;

/// Bytes of one rule file.
const FILE_LIMIT: usize = 256 * 1_024;

/// Loads a rule file whole: its conditions are compiled and its examples are read. Must run on the large stack.
///
/// # Errors
/// All mistakes of the file.
pub(super) fn load(
    env: &Env,
    origin: &str,
    text: &str,
    built_in: bool,
) -> Result<Rule, Vec<RuleError>> {
    let source = SourceText { origin, text };
    let outline = RuleOutline::read(source)?;
    let (program, mut mistakes) = outline.program(env, source, built_in);
    let (examples, in_examples) = outline.examples(source);
    mistakes.extend(in_examples);
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|mistake| mistake.span.start);
        return Err(mistakes.into_iter().map(|error| source.diagnose(error).into()).collect());
    }
    Ok(outline.rule(source, built_in, ready(program), ready(examples)))
}

/// Loads a rule that ships with the program: its conditions are compiled and its examples are read when they are first asked
/// for. A test loads each of them whole.
///
/// # Errors
/// If the file can't be taken apart.
pub(super) fn load_later(
    env: &Arc<Env>,
    origin: &'static str,
    text: &'static str,
) -> Result<Rule, Vec<RuleError>> {
    const SOUND: &str = "internal: a test loads each built-in rule whole";
    let source = SourceText { origin, text };
    let outline = Arc::new(RuleOutline::read(source)?);
    let (env, of_program) = (Arc::clone(env), Arc::clone(&outline));
    let program = later(move || {
        let (program, mistakes) = of_program.program(&env, source, true);
        assert!(mistakes.is_empty(), "{SOUND}: {origin}: {mistakes:?}");
        program
    });
    let of_examples = Arc::clone(&outline);
    let examples = later(move || {
        let (examples, mistakes) = of_examples.examples(source);
        assert!(mistakes.is_empty(), "{SOUND}: {origin}: {mistakes:?}");
        examples
    });
    Ok(outline.rule(source, true, program, examples))
}

/// A rule file taken apart: what is to know without compiling it.
struct RuleOutline {
    front: FrontMatter,
    sections: Sections,
    /// Where the front matter is in the file.
    toml: Range<usize>,
    markdown_start: usize,
    /// What is wrong with the sections; places count from the start of the file.
    mistakes: Vec<SpanError>,
}

impl RuleOutline {
    fn read(source: SourceText<'_>) -> Result<Self, Vec<RuleError>> {
        let text = source.text;
        if text.len() > FILE_LIMIT {
            let message =
                format!("the file has {} bytes; at most {} are allowed", text.len(), FILE_LIMIT);
            return Err(vec![source.whole(message).into()]);
        }
        let parts = halves(text).map_err(|error| vec![source.diagnose(error).into()])?;
        let front: FrontMatter = parse_toml(parts.toml)
            .map_err(|error| vec![source.diagnose(error.shifted(parts.toml_start)).into()])?;
        let mut mistakes = Vec::new();
        let sections = Sections::cut(parts.markdown, &SECTIONS, &mut mistakes);
        sections.require(required(*front.class.as_ref()), 0, &mut mistakes);
        let mistakes = mistakes.into_iter();
        Ok(Self {
            front,
            sections,
            toml: parts.toml_start..parts.toml_start + parts.toml.len(),
            markdown_start: parts.markdown_start,
            mistakes: mistakes.map(|mistake| mistake.shifted(parts.markdown_start)).collect(),
        })
    }

    /// The conditions and templates, compiled, and all mistakes but those of the examples.
    fn program(
        &self,
        env: &Env,
        source: SourceText<'_>,
        built_in: bool,
    ) -> (Program, Vec<SpanError>) {
        let mut loader = Loader {
            env,
            toml: &source.text[self.toml.clone()],
            toml_start: self.toml.start,
            markdown_start: self.markdown_start,
            mistakes: self.mistakes.clone(),
        };
        let program = loader.program(&self.front, &self.sections, built_in);
        (program, loader.mistakes)
    }

    fn examples(&self, source: SourceText<'_>) -> (Vec<Example>, Vec<SpanError>) {
        let section = self.sections.get(EXAMPLES);
        let start = self.markdown_start + section.start;
        let (examples, mistakes) = example::parse(&section, &self.kinds(), (source.text, start));
        let mistakes = mistakes.into_iter().map(|mistake| mistake.shifted(start));
        (examples, mistakes.collect())
    }

    fn kinds(&self) -> Vec<Kind> {
        let kinds = self.front.kinds.as_ref().iter();
        kinds.map(|kind| *kind.as_ref()).collect()
    }

    fn rule(
        &self,
        source: SourceText<'_>,
        built_in: bool,
        program: Later<Program>,
        examples: Later<Vec<Example>>,
    ) -> Rule {
        let front = &self.front;
        let section = |name| self.sections.get(name).text;
        Rule {
            id: front.id.as_ref().clone(),
            title: front.title.as_ref().clone(),
            kinds: self.kinds(),
            pillar: front.pillar.as_ref().clone(),
            class: *front.class.as_ref(),
            severity: front.severity,
            provenance: front.provenance,
            cites: front.cites.iter().map(|page| page.as_ref().clone()).collect(),
            statements: front.statements.clone(),
            maps_to: front.maps_to.clone(),
            what: section(WHAT),
            why: section(WHY),
            how: section(HOW),
            limits: section(LIMITS),
            since: front.since.clone(),
            origin: source.origin.to_owned(),
            built_in,
            text: source.text.to_owned(),
            program,
            examples,
        }
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
    toml: &'a str,
    toml_start: usize,
    markdown_start: usize,
    mistakes: Vec<SpanError>,
}

impl Loader<'_> {
    fn program(&mut self, front: &FrontMatter, sections: &Sections, built_in: bool) -> Program {
        self.check_id(&front.id, built_in);
        self.check_fields(front);
        let kinds = self.kinds(&front.kinds);
        let each = self.each(front, &kinds);
        let plain: Vec<FactScope> = kinds.iter().map(|kind| scope(*kind, None)).collect();
        let with_element: Vec<FactScope> = kinds.iter().map(|kind| scope(*kind, each)).collect();
        let when = self.condition(front.when.as_ref(), &plain);
        let manual = self.condition(front.manual.as_ref(), &plain);
        let check = self.condition(front.check.as_ref(), &with_element);
        let mut program = Program { when, manual, check, each, kinds: vec![] };
        let reads = program.reads();
        for scope in &with_element {
            let part = self.for_kind(front, sections, *scope, &reads);
            program.kinds.push(part);
        }
        program
    }

    fn report(&mut self, mistake: SpanError, start: usize) {
        let mistake = mistake.shifted(start);
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    /// Reports a mistake about a field of the front matter.
    fn field<T>(&mut self, field: &Spanned<T>, message: impl Into<String>, hint: &str) {
        let mistake = SpanError::new(field.span(), message).hint(hint);
        self.report(mistake, self.toml_start);
    }

    /// Reports mistakes within a text of the front matter.
    fn inside(&mut self, text: &Spanned<String>, mistakes: Vec<SpanError>) {
        for mistake in mistakes {
            match start_inside(self.toml, text) {
                Some(start) => self.report(mistake, self.toml_start + start),
                None => {
                    let whole = SpanError { span: text.span(), ..mistake };
                    self.report(whole, self.toml_start);
                }
            }
        }
    }

    fn condition(
        &mut self,
        text: Option<&Spanned<String>>,
        scopes: &[FactScope],
    ) -> Option<Condition> {
        let text = text?;
        let condition = Condition::compile(self.env, text.as_ref(), scopes);
        condition.map_err(|mistakes| self.inside(text, mistakes)).ok()
    }

    fn for_kind(
        &mut self,
        front: &FrontMatter,
        sections: &Sections,
        scope: FactScope,
        reads: &BTreeSet<&'static str>,
    ) -> ForKind {
        let mut facts: Vec<FactRef> =
            reads.iter().filter_map(|name| FactRef::find(scope.kind, name)).collect();
        // A list that says whether it is complete is judged by that too.
        let complete =
            |fact: &FactRef| FactRef::find(scope.kind, &format!("{}_complete", fact.name));
        facts.extend(facts.clone().iter().filter_map(complete));
        facts.sort_unstable();
        facts.dedup();
        let how = sections.get(HOW);
        let remedy = RemedyTemplate::parse(&how, scope).unwrap_or_else(|mistakes| {
            for mistake in mistakes {
                self.report(mistake, self.markdown_start + how.start);
            }
            None
        });
        ForKind {
            kind: scope.kind,
            reads: facts,
            pass: self.message(front.message.pass.as_ref(), scope),
            fail: self.message(front.message.fail.as_ref(), scope),
            manual: self.message(front.message.manual.as_ref(), scope),
            remedy,
        }
    }

    fn message(&mut self, text: Option<&Spanned<String>>, scope: FactScope) -> Option<Template> {
        let text = text?;
        if text.as_ref().trim().is_empty() || text.as_ref().trim_end().ends_with('.') {
            self.field(
                text,
                "a message is one sentence without a final stop",
                "write what is so, such as `SKU {sku} spans one zone`",
            );
        }
        let template = Template::strict(text.as_ref(), scope);
        template.map_err(|mistakes| self.inside(text, mistakes)).ok()
    }
}

/// What conditions of a kind may name; with `each` also the element.
pub(super) fn scope(kind: Kind, each: Option<Each>) -> FactScope {
    let element = each.and_then(|each| Some((each.list, fields(kind, each.list)?)));
    FactScope { kind, element }
}

/// The fields of a list of records.
pub(super) fn fields(kind: Kind, list: &str) -> Option<&'static [Field]> {
    catalogue().facts(kind).iter().find(|spec| spec.name == list)?.ty.fields()
}
