//! Pages under `docs/` that follow from the rows and the rule files. `UPDATE_DOCS=1 cargo test --test suite docs::` writes
//! them; without it a page that lags behind fails.

use foundry_dr::catalogue::{FactOrigin, FactRow, ReadKind, Take, catalogue, row};
use foundry_dr::model::Kind;
use foundry_dr::rule::{Class, Library, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::{env, fs};

const EVIDENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/evidence.md");

const HEAD: &str = "\
# Evidence: what each rule reads, assumes and can't see

This page is made from the rows of the catalogue and from the rule files; `cargo test --test suite docs::` holds it to them.

A fact is *known* only if the read that it comes from gave an answer, the answer has the property in the form that is documented, \
and the api-version that answered has the property at all. Everything else makes it *missing*, and a rule that needs it \
*unknown*. The one exception is a property that the answer leaves out and for which Microsoft documents what that means: the \
column *left out* names it. A dash there means that nothing is assumed: without the property the fact is missing. A property \
that is there but holds a value of another form is never replaced by a default.

## What no recording has shown yet

The shapes below follow from Microsoft's schemas and pages. Nobody has given us an answer of Azure that shows them, so a \
difference on the wire would be found by its first user. If you can run `foundry-dr snapshot` on such an estate, its file \
(redacted as it is written) would settle them.

- Capability hosts that name stores, of an account and of a project: which properties come back, and in which spelling.
- A project with a user-assigned identity alone, and one with both kinds.
- Azure Resource Manager's answer 429 with `Retry-After` in the middle of a collection.
- The switch that shares prompts with Microsoft Purview, at the subscription and at one account.
- `capabilitySettings` of accounts and projects (preview).
- Agent applications and their deployments.

";

fn words(take: &Take) -> (String, String) {
    let code = |text: &str| format!("`{text}`");
    let left_out = match take {
        Take::Flag(_, default) => code(&default.to_string()),
        Take::Int(_, default) => code(&default.to_string()),
        Take::TextOr(_, default) | Take::WordOr(_, default, _) => format!("`{default}`"),
        Take::OptInt(_) | Take::OptText(_) | Take::OptWord(..) => "none".into(),
        Take::Texts(_) => "no elements".into(),
        Take::Text(_) | Take::Word(..) => "–".into(),
        Take::With(..) => "see meaning".into(),
    };
    let paths: Vec<String> = take.paths().iter().map(|path| code(path)).collect();
    (paths.join(", "), left_out)
}

/// Where a fact comes from, and what is assumed where Azure leaves it out.
fn origin(fact: &FactRow) -> (String, String) {
    match &fact.origin {
        FactOrigin::Local(_, take) => words(take),
        FactOrigin::Joined(_) => ("joined".into(), "see meaning".into()),
    }
}

/// The reads of a rule's facts: those of the subjects' own bodies and those that the rows name.
fn reads(rule: &Rule, names: &BTreeSet<&str>) -> BTreeSet<ReadKind> {
    let mut reads = BTreeSet::new();
    for kind in &rule.kinds {
        reads.extend(row(*kind).bodies());
        let facts = catalogue().facts(*kind).iter().filter(|fact| names.contains(fact.name));
        reads.extend(facts.flat_map(|fact| fact.reads()).copied());
    }
    reads
}

fn of_rule(page: &mut String, rule: &Rule) {
    let names: BTreeSet<&str> = rule.facts().collect();
    let _ = writeln!(page, "### {} · {}\n", rule.id, rule.title);
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for read in reads(rule, &names) {
        let (newest, oldest) = (read.row().api_version, read.row().oldest);
        let or_older = if oldest == newest { String::new() } else { format!(", down to {oldest}") };
        let version = format!("{newest}{or_older}");
        versions.entry(read.row().permission).or_default().insert(version);
    }
    let reads = versions.iter().map(|(permission, versions)| {
        let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
        format!("`{permission}` ({})", versions.join("; "))
    });
    let _ = writeln!(page, "Reads: {}.\n", reads.collect::<Vec<_>>().join(", "));
    if !names.is_empty() {
        page.push_str("| fact | property | left out | since | meaning |\n|---|---|---|---|---|\n");
    }
    let mut seen = BTreeSet::new();
    for kind in rule.kinds.iter().copied().chain(Kind::ALL).filter(|kind| rule.kinds.contains(kind))
    {
        let facts = catalogue().facts(kind).iter().filter(|fact| names.contains(fact.name));
        for fact in facts.filter(|fact| seen.insert((fact.name, fact.doc))) {
            let (property, left_out) = origin(fact);
            let since = fact.since.unwrap_or("");
            let meaning = fact.doc.replace('|', "\\|");
            let name = fact.name;
            let _ = writeln!(page, "| `{name}` | {property} | {left_out} | {since} | {meaning} |");
        }
    }
    if !rule.limits.is_empty() {
        let _ = writeln!(page, "\nWhat it can't see:\n\n{}", rule.limits.trim());
    }
    page.push('\n');
}

fn evidence() -> String {
    let library = Library::embedded().expect("the built-in rules");
    let mut page = HEAD.to_owned();
    page.push_str("## Rule by rule\n\n");
    for rule in library.rules().iter().filter(|rule| rule.class == Class::Check) {
        of_rule(&mut page, rule);
    }
    let signed = library.rules().iter().filter(|rule| rule.class == Class::Attestation);
    page.push_str("## What somebody has to sign\n\nAzure shows nothing of these; a person signs them in the config.\n\n");
    for rule in signed {
        let _ = writeln!(page, "- {}: {}", rule.id, rule.title);
    }
    page
}

#[test]
fn the_page_of_evidence_follows_from_the_rows() {
    let page = evidence();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(EVIDENCE, &page).expect("docs/ can be written");
    }
    let written = fs::read_to_string(EVIDENCE).unwrap_or_default();
    let differs = page.lines().zip(written.lines()).find(|(made, written)| made != written);
    assert!(page == written, "docs/evidence.md lags behind, first at {differs:?}: UPDATE_DOCS=1");
}
