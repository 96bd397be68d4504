//! The picture of the estate: accounts by region with their projects on the left and what they depend on on the right; below,
//! what several accounts share, with a line from each of them. The same stands in a table under it, for those who can't see it.

mod chip;
mod layout;
mod owners;

use super::tally::Tallies;
use super::text::{count, grouped};
use crate::audit::Report;
pub(super) use chip::Chip;
use layout::{ACCOUNTS, Drawing};
use owners::Owners;

/// The picture and its table.
pub(super) struct Picture {
    pub(super) drawing: Drawing,
    pub(super) description: String,
    /// What was left out, if anything was.
    pub(super) cut: Option<String>,
    pub(super) table: Vec<Chip>,
    pub(super) more_rows: usize,
}

impl Picture {
    pub(super) fn of(report: &Report, tallies: &Tallies) -> Self {
        /// Rows of the table.
        const ROWS: usize = 1_000;
        let owners = Owners::of(report, tallies);
        let all = owners.accounts.len();
        let left_out = all.saturating_sub(ACCOUNTS);
        let table: Vec<Chip> = chip::all(report, tallies).take(ROWS).collect();
        let projects = report.estate.accounts.iter().map(|a| a.projects.len());
        let rows = all + projects.sum::<usize>() + report.estate.dependencies.len();
        Self {
            description: description(report, &owners),
            drawing: layout::draw(&owners, tallies),
            cut: (left_out > 0).then(|| {
                format!(
                    "The worst {ACCOUNTS} of {} accounts are drawn; the table below goes on, and all are in the JSON report.",
                    grouped(all)
                )
            }),
            more_rows: rows - table.len(),
            table,
        }
    }
}

fn description(report: &Report, owners: &Owners<'_>) -> String {
    let projects = report.estate.accounts.iter().map(|a| a.projects.len());
    let shared: usize = owners.shared.iter().map(|(_, stores)| stores.len()).sum();
    format!(
        "{} with {} and {} behind them; {} shared by several accounts. The table after the picture says the same in words.",
        count(report.estate.accounts.len(), "Foundry account"),
        count(projects.sum(), "project"),
        count(report.estate.dependencies.len(), "dependency"),
        grouped(shared),
    )
}
