//! `[rules]`: severities that differ from those shipped, and rules that are turned off; each with a reason.

use super::Reader;
use super::fields::{Fields, Placed};
use crate::audit::{DisabledRule, SeverityOverride};
use crate::model::Severity;
use crate::rule::Rule;
use crate::text::did_you_mean;
use std::collections::btree_map::Entry;
use std::ops::Range;
use toml::de::DeTable;

impl Reader<'_> {
    pub(super) fn rules(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let fields = Fields::new(table, span, "[rules]", &["override", "disable"]);
        let overrides = fields.get("override");
        let disabled = fields.get("disable");
        self.finish(fields);
        for (table, span) in self.list(overrides, "rules.override") {
            self.severity(table, span);
        }
        for (table, span) in self.list(disabled, "rules.disable") {
            self.disable(table, span);
        }
    }

    fn severity(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let keys = ["rule", "severity", "reason"];
        let mut fields = Fields::new(table, span, "[[rules.override]]", &keys);
        let rule = self.rule(&mut fields);
        let severity = fields.choice("severity", &Severity::ALL, Severity::as_str);
        let severity = fields.require("severity", severity, "critical, high, medium, low or info");
        let reason = fields.needed("reason", "say why the severity differs here");
        self.ruled_once(&mut fields, rule.as_ref(), "overridden");
        self.finish(fields);
        if let (Some(rule), Some(severity), Some(reason)) = (rule, severity, reason) {
            self.config.rules.overrides.push(SeverityOverride {
                rule: rule.value.id.clone(),
                from: rule.value.severity,
                to: severity.value,
                reason: reason.value,
            });
        }
    }

    fn disable(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let mut fields = Fields::new(table, span, "[[rules.disable]]", &["rule", "reason"]);
        let rule = self.rule(&mut fields);
        let reason = fields.needed("reason", "say why the rule is turned off");
        self.ruled_once(&mut fields, rule.as_ref(), "disabled");
        self.finish(fields);
        if let (Some(rule), Some(reason)) = (rule, reason) {
            self.config
                .rules
                .disabled
                .push(DisabledRule { rule: rule.value.id.clone(), reason: reason.value });
        }
    }

    /// One word about a rule is enough.
    fn ruled_once(
        &mut self,
        fields: &mut Fields<'_, '_>,
        rule: Option<&Placed<&Rule>>,
        word: &'static str,
    ) {
        let Some(rule) = rule else {
            return;
        };
        let id = &rule.value.id;
        let said = format!("{word} at {}", self.place(rule.span.start));
        match self.known.entry(format!("rule {id}")) {
            Entry::Vacant(entry) => {
                entry.insert(said);
            }
            Entry::Occupied(first) => {
                let message = format!("{id} is {} already", first.get());
                fields.report(&rule.span, message, "leave one of the two");
            }
        }
    }
}

impl<'a> Reader<'a> {
    /// The rule that an entry names by its exact id.
    pub(super) fn rule(&self, fields: &mut Fields<'_, '_>) -> Option<Placed<&'a Rule>> {
        let id = fields.needed("rule", "name a rule by its id, such as FDR-DEL-001")?;
        if let Some(rule) = self.library.get(&id.value) {
            return Some(Placed { value: rule, span: id.span });
        }
        let hint = if id.value.contains('*') {
            "one entry is for one rule: write its whole id".to_owned()
        } else {
            let ids = self.library.rules().iter().map(|rule| rule.id.as_str());
            did_you_mean(&id.value, ids)
                .unwrap_or_else(|| "`foundry-dr rules list` shows all rules".to_owned())
        };
        fields.report(&id.span, format!("there is no rule `{}`", id.value), &hint);
        None
    }
}
