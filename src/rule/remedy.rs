//! Remedies: the section *How to fix* as a template, filled for one finding.

use super::Remedy;
use super::check::Scope;
use super::message::Template;
use super::placeholder::{Slot, written};
use super::quoting::{Language, Place, places, quote};
use super::section::{Fence, Section, fences};
use super::source::Mistake;
use super::suggest::nearest;
use super::view::View;
use crate::catalogue::catalogue;
use crate::model::Value;

/// The section, cut into its parts.
#[derive(Clone, Debug)]
pub(super) struct RemedyTemplate {
    summary: Template,
    blocks: Vec<Block>,
    destructive: bool,
}

/// A fence, cut at its placeholders.
#[derive(Clone, Debug)]
struct Block {
    language: Language,
    /// Text, and the placeholder after it.
    parts: Vec<(String, Slot, Place)>,
    tail: String,
}

impl RemedyTemplate {
    /// Reads the section; none if it is empty. Places of mistakes count from the start of the section.
    ///
    /// # Errors
    /// All fences that can't be filled safely.
    pub(super) fn parse(section: &Section, scope: Scope) -> Result<Option<Self>, Vec<Mistake>> {
        if section.text.is_empty() {
            return Ok(None);
        }
        let (fences, paragraph) = fences(&section.text);
        let mut mistakes = Vec::new();
        let mut blocks = Vec::new();
        let mut destructive = false;
        for fence in fences {
            let mut words = fence.info.split_whitespace();
            let Some(language) = words.next().and_then(Language::of) else {
                continue;
            };
            for word in words {
                if word == "destructive" {
                    destructive = true;
                } else {
                    let message = format!("`{word}` means nothing on a fence");
                    let mistake = Mistake::new(fence.span.clone(), message);
                    mistakes.push(mistake.hint("only `destructive` may follow the language"));
                }
            }
            match Block::parse(language, &fence, scope) {
                Ok(block) => blocks.push(block),
                Err(mistake) => mistakes.push(mistake.shifted(fence.start)),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Some(Self {
            summary: Template::lenient(&paragraph.unwrap_or_default(), scope),
            blocks,
            destructive,
        }))
    }

    /// The remedy for a finding.
    pub(super) fn fill(&self, view: &View<'_>, element: Option<&Value>) -> Remedy {
        let joined = |language| {
            let filled: Vec<String> = self
                .blocks
                .iter()
                .filter(|block| block.language == language)
                .filter_map(|block| block.fill(view, element))
                .collect();
            (!filled.is_empty()).then(|| filled.join("\n\n"))
        };
        Remedy {
            summary: self.summary.fill(view, element),
            azcli: joined(Language::AzCli),
            bicep: joined(Language::Bicep),
            terraform: joined(Language::Terraform),
            destructive: self.destructive,
        }
    }
}

impl Block {
    fn parse(language: Language, fence: &Fence, scope: Scope) -> Result<Self, Mistake> {
        let text = fence.text.trim_end();
        let slots: Vec<_> = written(text)
            .into_iter()
            .filter_map(|found| Some((Slot::find(scope, &found).ok()?, found.span)))
            .collect();
        let spans: Vec<_> = slots.iter().map(|(_, span)| span.clone()).collect();
        let places = places(language, text, &spans)?;
        let mut parts = Vec::new();
        let mut from = 0;
        for ((slot, span), place) in slots.into_iter().zip(places) {
            parts.push((text[from..span.start].to_owned(), slot, place));
            from = span.end;
        }
        Ok(Self {
            language,
            parts,
            tail: text[from..].to_owned(),
        })
    }

    /// The text with values; none as soon as one is missing or can't be quoted.
    fn fill(&self, view: &View<'_>, element: Option<&Value>) -> Option<String> {
        let mut text = String::new();
        for (before, slot, place) in &self.parts {
            text.push_str(before);
            text.push_str(&quote(slot.value(view, element)?, self.language, *place)?);
        }
        text.push_str(&self.tail);
        Some(text)
    }
}

/// Names in braces that are nearly, but not quite, facts: a slip that would go into a command as it is.
pub(super) fn slips(section: &Section, scope: Scope) -> Vec<Mistake> {
    let facts = catalogue().facts(scope.kind);
    written(&section.text)
        .iter()
        .filter(|found| Slot::find(scope, found).is_err())
        .filter_map(|found| {
            let other = nearest(found.name, facts.iter().map(|spec| spec.name))?;
            let message = format!("`{{{}}}` is no placeholder", found.name);
            let mistake = Mistake::new(found.span.clone(), message);
            Some(mistake.hint(format!("did you mean `{{{other}}}`?")))
        })
        .collect()
}
