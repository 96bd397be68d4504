//! The report for a person at a terminal: how bad is it, what is wrong where, what to do, and what isn't known. It is read in
//! a hurry, so the verdict comes first and the worst place next; everything that is in order is only counted.

mod cause;
mod line;
mod options;
mod page;
pub(super) mod summary;
#[cfg(test)]
mod tests;

use super::place::{self, AccountNames, Group};
use crate::audit::{self, Finding, Report, Status};
use cause::GapCauses;
use line::TableLine;
use page::{Look, TextPage};

pub use options::TableOptions;

/// The report as text. No line is wider than the terminal, and no name from Azure can disturb it.
#[must_use]
pub fn render(report: &Report, options: &TableOptions) -> String {
    let mut page = TextPage::new(options);
    summary::head(&mut page, report);
    let causes = GapCauses::of(report);
    let shown = report.findings.iter().filter(|f| is_shown(f, options));
    let groups: Vec<(Group<'_>, Vec<TableLine>)> = place::groups(shown, report)
        .into_iter()
        .map(|group| {
            let lines = line::lines(&group.findings, &causes, !options.verbose);
            (group, lines)
        })
        .collect();
    let names = AccountNames::of(report);
    let columns = page.columns(groups.iter().flat_map(|(_, lines)| lines));
    for (group, lines) in &groups {
        page.blank();
        page.paragraph(0, &heading(group, &names, report), Look::Strong);
        page.lines(lines, columns);
    }
    summary::gaps(&mut page, report, options.verbose);
    if options.verbose {
        summary::statements(&mut page, report);
    }
    summary::foot(&mut page, report, options);
    page.into_text()
}

fn is_shown(finding: &Finding, options: &TableOptions) -> bool {
    let matters = options.min_severity.is_none_or(|least| finding.severity.at_least(least));
    matters && (options.verbose || finding.status.is_open())
}

/// `weu-prod › agents  2 critical, 1 high, 3 undecided`.
fn heading(group: &Group<'_>, names: &AccountNames<'_>, report: &Report) -> String {
    let of = |status| group.findings.iter().copied().filter(move |f| f.status == status);
    let failed: Vec<&Finding> = of(Status::Fail).collect();
    let undecided = [(Status::Unknown, "undecided"), (Status::Manual, "to sign")]
        .map(|(status, word)| (of(status).count(), word));
    let undecided = undecided.into_iter().filter(|(number, _)| *number > 0);
    let mut numbers: Vec<String> = audit::by_severity(&failed)
        .chain(undecided.map(|(number, word)| format!("{number} {word}")))
        .collect();
    if numbers.is_empty() {
        numbers.push("nothing open".to_owned());
    }
    let title = group.place.title(names, &report.source.scope);
    format!("{} · {}", super::plain(&title), numbers.join(", "))
}
