//! What changed between two reports: for a terminal, for programs, for a pull request.

use super::markdown::{LIMIT, cell};
use super::terminal::plain;
use crate::audit::{Change, Diff, Score, Status};
use std::fmt::Write as _;

/// The changes as text; nothing is left out.
#[must_use]
pub fn text(diff: &Diff) -> String {
    let mut text = format!("was {}\nnow {}\n", score(&diff.old_score), score(&diff.new_score));
    for note in &diff.notes {
        let _ = writeln!(text, "note: {}", plain(note));
    }
    if diff.is_empty() {
        text.push_str("\nnothing changed\n");
    }
    for (title, changes) in diff.lists() {
        if !changes.is_empty() {
            let _ = writeln!(text, "\n{title}: {}", changes.len());
        }
        for change in changes {
            let _ = writeln!(
                text,
                "  {:<8}  {}  {}  {}\n            {}",
                change.severity.as_str(),
                plain(&change.rule),
                plain(&resource(change)),
                turn(change),
                plain(&change.message)
            );
        }
    }
    for (title, resources) in [("that came", &diff.came), ("not seen any more", &diff.went)] {
        if !resources.is_empty() {
            let _ = writeln!(text, "\nresources {title}: {}", resources.len());
        }
        for resource in resources {
            let _ = writeln!(text, "  {}  {}", resource.kind, plain(&resource.id));
        }
    }
    text
}

/// The changes as Markdown, at most [`LIMIT`] bytes: what got worse comes first, and what is cut is said.
#[must_use]
pub fn markdown(diff: &Diff) -> String {
    let mut text = format!(
        "## foundry-dr: what changed\n\nWas {}, now {}.\n",
        score(&diff.old_score),
        score(&diff.new_score)
    );
    for note in &diff.notes {
        let _ = writeln!(text, "\n> {}", cell(note));
    }
    if diff.is_empty() {
        text.push_str("\nNothing changed.\n");
    }
    let mut rows: Vec<String> = Vec::new();
    for (title, changes) in diff.lists() {
        if !changes.is_empty() {
            rows.push(format!(
                "\n### {title}: {}\n\n| | rule | resource | change | finding |\n|---|---|---|---|---|\n",
                changes.len()
            ));
        }
        rows.extend(changes.iter().map(row));
    }
    for (title, resources) in [("that came", &diff.came), ("not seen any more", &diff.went)] {
        if !resources.is_empty() {
            rows.push(format!("\n### Resources {title}: {}\n\n", resources.len()));
        }
        let line = |one: &crate::audit::Resource| format!("- {}: {}\n", one.kind, cell(&one.id));
        rows.extend(resources.iter().map(line));
    }
    let total = rows.len();
    for (nth, row) in rows.into_iter().enumerate() {
        // Room for the sentence that says what is cut.
        if text.len() + row.len() > LIMIT - 200 {
            let _ = writeln!(
                text,
                "\n**{} more lines are not shown here.** `-o text` and `-o json` have them.",
                total - nth
            );
            break;
        }
        text.push_str(&row);
    }
    text
}

fn row(change: &Change) -> String {
    format!(
        "| {} | {} | {} | {} | {} |\n",
        change.severity,
        cell(&change.rule),
        cell(&resource(change)),
        turn(change),
        cell(&change.message)
    )
}

fn score(score: &Score) -> String {
    match score.value {
        Some(value) => {
            format!("grade {:?}, score {value} of 100, coverage {} %", score.grade, score.coverage)
        }
        None => format!("grade {:?}, no score, coverage {} %", score.grade, score.coverage),
    }
}

fn resource(change: &Change) -> String {
    match &change.part {
        Some(part) => format!("{} › {part}", change.name),
        None => change.name.clone(),
    }
}

/// `pass → fail`.
fn turn(change: &Change) -> String {
    let word = |status: Option<Status>| status.map_or("not judged", Status::as_str);
    format!("{} → {}", word(change.before), word(change.now))
}
