//! Remedies: the section *How to fix* as a template, filled for one finding.

use crate::condition::{CommandTemplate, FactScope, Language, Template, View};
use crate::model::Value;
use crate::text::{Section, SpanError, fences};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How to repair it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Remediation")]
pub struct Remedy {
    /// In a sentence or a paragraph.
    pub summary: String,
    /// Commands of the Azure CLI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azcli: Option<String>,
    /// Bicep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bicep: Option<String>,
    /// Terraform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
    /// What else changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side_effects: Option<String>,
    /// True if following it loses state.
    pub destructive: bool,
}

/// The section, cut into its parts.
#[derive(Clone, Debug)]
pub(super) struct RemedyTemplate {
    summary: Template,
    blocks: Vec<CommandTemplate>,
    destructive: bool,
}

impl RemedyTemplate {
    /// Reads the section; none if it is empty. Places of mistakes count from the start of the section.
    ///
    /// # Errors
    /// All fences that can't be filled safely.
    pub(super) fn parse(
        section: &Section,
        scope: FactScope,
    ) -> Result<Option<Self>, Vec<SpanError>> {
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
                    let mistake = SpanError::new(fence.span.clone(), message);
                    mistakes.push(mistake.hint("only `destructive` may follow the language"));
                }
            }
            match CommandTemplate::parse(language, &fence, scope) {
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
                .filter(|block| block.language() == language)
                .filter_map(|block| block.fill(view, element))
                .collect();
            (!filled.is_empty()).then(|| filled.join("\n\n"))
        };
        Remedy {
            summary: self.summary.fill(view, element),
            azcli: joined(Language::AzCli),
            bicep: joined(Language::Bicep),
            terraform: joined(Language::Terraform),
            side_effects: None,
            destructive: self.destructive,
        }
    }
}
