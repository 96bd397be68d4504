//! How long a deployed model lasts: its state and the dates that its region lists.

use crate::catalogue::ModelRow;
use crate::model::{Fact, Provenance, Value, Why};
use std::collections::BTreeSet;
use std::sync::Arc;
use time::OffsetDateTime;

/// The models that a region offers.
pub(super) struct RegionModels(pub(super) Fact<Arc<Vec<ModelRow>>>);

/// The states that Microsoft's management library names (ModelLifecycleStatus).
const STATES: [&str; 6] =
    ["Stable", "GenerallyAvailable", "Preview", "Legacy", "Deprecating", "Deprecated"];

impl RegionModels {
    /// The facts of a deployment of this model (format, name, version) and type.
    pub(super) fn of_deployment(
        &self,
        [format, name, version]: [Fact; 3],
        sku: &Fact,
    ) -> Vec<(&'static str, Fact)> {
        let found = format.then(|format| {
            name.then(|name| {
                version.then(|version| {
                    self.0.as_ref().map(|rows| Listed::of(rows, &format, &name, &version))
                })
            })
        });
        let state = found.as_ref().then(|listed| listed.state());
        let retires = found.then(|listed| sku.as_ref().then(|sku| listed.retires_at(sku)));
        let retired = state.known().is_some_and(|state| state.as_text() == Some("Deprecated"));
        let evidence = state.provenance().clone();
        vec![
            ("model_lifecycle", state),
            ("model_retires_at", retires.map(Value::from)),
            ("listed_as_retired", Fact::Known(retired.into(), evidence)),
        ]
    }
}

/// The rows of a model version.
struct Listed<'r> {
    /// For messages.
    title: String,
    rows: Vec<&'r ModelRow>,
}

impl<'r> Listed<'r> {
    /// Those for Foundry accounts, or those for others if there are none.
    fn of(rows: &'r [ModelRow], format: &Value, name: &Value, version: &Value) -> Self {
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let (name, version) = (text(name), text(version));
        let of_format = |row: &&ModelRow| match (format.as_text(), &row.format) {
            (Some(wanted), Some(own)) => own.eq_ignore_ascii_case(wanted),
            (None, _) | (_, None) => true,
        };
        let found = rows.iter().filter(|row| row.is(&name, &version)).filter(of_format);
        let (foundry, others): (Vec<_>, Vec<_>) = found.partition(|row| row.is_for_foundry());
        let rows = if foundry.is_empty() { others } else { foundry };
        Self { title: format!("{name} {version}"), rows }
    }

    /// A version that isn't listed, that is listed with two states or with one that isn't known, is unknown.
    fn state(&self) -> Fact {
        let states: BTreeSet<String> = self
            .rows
            .iter()
            .filter_map(|row| row.lifecycle.as_deref().map(str::to_lowercase))
            .collect();
        let known = |state: &String| STATES.into_iter().find(|one| one.eq_ignore_ascii_case(state));
        match (states.len(), states.first().and_then(known)) {
            (1, Some(state)) => Fact::Known(state.into(), Provenance::None),
            _ => Fact::Missing(
                Why::Unresolved(format!("the lifecycle of {} in its region", self.title)),
                Provenance::None,
            ),
        }
    }

    /// The first of all dates.
    fn retires_at(&self, sku: &Value) -> Fact<Option<OffsetDateTime>> {
        if self.rows.is_empty() {
            let what = format!("the retirement of {} in its region", self.title);
            return Fact::Missing(Why::Unresolved(what), Provenance::None);
        }
        let sku = sku.as_text().unwrap_or_default();
        let dates = self.rows.iter().map(|row| row.retires_at(sku));
        let dates: Result<Vec<_>, Why> = dates.collect();
        Fact::of(dates.map(|dates| dates.into_iter().flatten().min()), &Provenance::None)
    }
}
