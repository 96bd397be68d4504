//! `[gate]`: what the command line may leave open.

use super::Reader;
use super::fields::{Fields, Placed};
use crate::model::{FailOn, OnUnknown};
use std::ops::Range;
use toml::de::DeTable;

impl Reader<'_> {
    pub(super) fn gate(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        const KEYS: [&str; 5] =
            ["fail_on", "min_score", "on_unknown", "require_attestations", "allow_empty"];
        let mut fields = Fields::new(table, span, "[gate]", &KEYS);
        let fail_on = fields.choice("fail_on", &FailOn::ALL, FailOn::as_str);
        let min_score = fields.number("min_score", 0, 100);
        let on_unknown = fields.choice("on_unknown", &OnUnknown::ALL, OnUnknown::as_str);
        let require_attestations = fields.flag("require_attestations");
        let allow_empty = fields.flag("allow_empty");
        self.once(&mut fields, "fail_on", &fail_on);
        self.once(&mut fields, "min_score", &min_score);
        self.once(&mut fields, "on_unknown", &on_unknown);
        self.once(&mut fields, "require_attestations", &require_attestations);
        self.once(&mut fields, "allow_empty", &allow_empty);
        self.finish(fields);
        let gate = &mut self.config.gate;
        gate.fail_on = fail_on.map(|at| at.value).or(gate.fail_on);
        gate.min_score =
            min_score.and_then(|number| u8::try_from(number.value).ok()).or(gate.min_score);
        gate.on_unknown = on_unknown.map(|at| at.value).or(gate.on_unknown);
        gate.require_attestations =
            require_attestations.map(|flag| flag.value).or(gate.require_attestations);
        gate.allow_empty = allow_empty.map(|flag| flag.value).or(gate.allow_empty);
    }

    /// A setting that two files have would depend on their order.
    fn once<T>(
        &mut self,
        fields: &mut Fields<'_, '_>,
        key: &'static str,
        value: &Option<Placed<T>>,
    ) {
        let Some(value) = value else {
            return;
        };
        self.is_first(fields, &value.span, format!("gate {key}"), |first| {
            let message = format!("`{key}` is set a second time, after {first}");
            (message, "leave it in one of the files")
        });
    }
}
