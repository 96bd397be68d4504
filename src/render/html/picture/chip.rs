//! One thing of the estate in a box: mark, name, and a second line that says what a recovery would ask first.

use super::super::mark::Mark;
use super::super::tally::Tallies;
use super::super::text::{fitted, line};
use crate::audit::{AccountOutline, DependencyOutline, Mode, ProjectOutline, Report};
use crate::catalogue;
use crate::model::{Kind, ResourceId};

/// A box of the picture and a row of its table.
pub(in super::super) struct Chip {
    pub(in super::super) mark: Mark,
    pub(in super::super) name: String,
    /// The name as far as the box has room.
    pub(in super::super) short: String,
    pub(in super::super) kind: &'static str,
    /// The second line of the box.
    pub(in super::super) detail: String,
    /// Region, zones and copies in words.
    pub(in super::super) place: String,
    pub(in super::super) open: String,
}

/// Columns of text in a box.
const NAME: usize = 19;
const DETAIL: usize = 25;

/// All things in the order of the report.
pub(super) fn all<'a>(report: &'a Report, tallies: &'a Tallies) -> impl Iterator<Item = Chip> + 'a {
    let accounts = report.estate.accounts.iter().flat_map(|account| {
        let projects = account.projects.iter();
        std::iter::once(of_account(account, tallies))
            .chain(projects.map(|project| of_project(project, account, tallies)))
    });
    let dependencies = report.estate.dependencies.iter();
    accounts.chain(dependencies.map(|one| of_dependency(one, None, tallies)))
}

/// An account.
pub(super) fn of_account(account: &AccountOutline, tallies: &Tallies) -> Chip {
    Chip {
        mark: Mark::of_worst(account.worst_status),
        name: line(&account.name),
        short: fitted(&account.name, 34),
        kind: Kind::FoundryAccount.title(),
        detail: format!("{}, {}", mode(account.mode), zones(account.zones)),
        place: place(account.region.as_deref(), account.zones, Some(&[])),
        open: tallies.at(&account.id).describe(),
    }
}

/// A project.
pub(super) fn of_project(
    project: &ProjectOutline,
    account: &AccountOutline,
    tallies: &Tallies,
) -> Chip {
    Chip {
        mark: Mark::of_worst(project.worst_status),
        name: line(&project.name),
        short: fitted(&project.name, NAME),
        kind: Kind::FoundryProject.title(),
        detail: mode(project.mode).to_owned(),
        place: format!("of {}", line(&account.name)),
        open: tallies.at(&project.id).describe(),
    }
}

/// A placeholder has no name of its own.
fn name(one: &DependencyOutline) -> &str {
    if ResourceId::listing_of(&one.id).is_some() { "any, not listed" } else { &one.name }
}

/// A store or service; its region is told where it isn't that of the account.
pub(super) fn of_dependency(
    one: &DependencyOutline,
    home: Option<&str>,
    tallies: &Tallies,
) -> Chip {
    let mut detail = short_kind(one.kind).to_owned();
    let region = one.region.as_deref();
    if let Some(region) = region.filter(|region| Some(*region) != home) {
        detail.push_str(&format!(" · {region}"));
    }
    if let Some(copies) = one.secondary_regions.as_ref().filter(|c| !c.is_empty()) {
        detail.push_str(&format!(" · {} regions", copies.len() + 1));
    }
    Chip {
        mark: Mark::of_worst(one.worst_status),
        name: line(name(one)),
        short: fitted(name(one), NAME),
        kind: one.kind.title(),
        detail: end_cut(&detail),
        place: place(region, one.zones, one.secondary_regions.as_deref()),
        open: tallies.at(&one.id).describe(),
    }
}

fn end_cut(detail: &str) -> String {
    let detail = line(detail);
    match detail.char_indices().nth(DETAIL) {
        Some((end, _)) => format!("{}…", &detail[..end]),
        None => detail,
    }
}

/// What stands for those that have no box.
pub(super) fn more(number: usize) -> Chip {
    Chip {
        mark: Mark::of_worst(None),
        name: format!("{number} more"),
        short: format!("+ {number} more"),
        kind: "",
        detail: "in the table below".to_owned(),
        place: String::new(),
        open: String::new(),
    }
}

fn place(region: Option<&str>, has_zones: Option<bool>, copies: Option<&[String]>) -> String {
    let region = region.unwrap_or("region not known");
    let copies = match copies {
        None => "; copies not known".to_owned(),
        Some([]) => String::new(),
        Some(copies) => format!("; copy in {}", copies.join(", ")),
    };
    line(&format!("{region} ({}){copies}", zones(has_zones)))
}

/// Whether a region has zones, in words.
pub(super) fn zones(zones: Option<bool>) -> &'static str {
    match zones {
        Some(true) => "region has zones",
        Some(false) => "region without zones",
        None => "zones not known",
    }
}

/// A mode in words.
pub(super) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Standard => "own stores (Standard)",
        Mode::Partial => "partly own stores",
        Mode::Basic => "Microsoft's stores (Basic)",
        Mode::Unknown => "mode not known",
    }
}

fn short_kind(kind: Kind) -> &'static str {
    catalogue::row(kind).dependency.as_ref().map_or_else(|| kind.title(), |row| row.short)
}
