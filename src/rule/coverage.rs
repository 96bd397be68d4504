//! What Microsoft's pages say about the resilience of agents, statement by statement, and which rules take each one up.

use super::Rule;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A statement of one of Microsoft's pages, in our words.
#[derive(Debug, Deserialize)]
pub struct PageStatement {
    /// `S…` for the first version of the resiliency page, `N…` for later versions and its siblings.
    pub id: String,
    /// One sentence.
    pub text: String,
    /// Keys of the pages.
    sources: Vec<String>,
}

impl PageStatement {
    /// Addresses of the pages that say it.
    #[must_use]
    pub fn addresses(&self) -> Vec<&'static str> {
        let known = self.sources.iter().filter_map(|key| table().sources.get(key));
        known.map(|page| page.url.as_str()).collect()
    }
}

/// A statement and the rules that take it up.
#[derive(Debug)]
pub struct Covered<'a> {
    /// The statement.
    pub statement: &'static PageStatement,
    /// Ids of the rules that name it, sorted.
    pub rules: Vec<&'a str>,
}

#[derive(Deserialize)]
struct StatementTable {
    sources: BTreeMap<String, StatementPage>,
    statements: Vec<PageStatement>,
}

#[derive(Deserialize)]
struct StatementPage {
    url: String,
}

const TABLE: &str = include_str!("../../rules/data/statements.json");

fn table() -> &'static StatementTable {
    static PARSED: OnceLock<StatementTable> = OnceLock::new();
    let parse = || serde_json::from_str(TABLE).expect("internal: statements.json is valid");
    PARSED.get_or_init(parse)
}

/// Every statement, in the order of the pages, with its rules.
#[must_use]
pub fn coverage(rules: &[Rule]) -> Vec<Covered<'_>> {
    let mut by_statement: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules {
        for statement in &rule.statements {
            by_statement.entry(statement).or_default().push(&rule.id);
        }
    }
    let statements = table().statements.iter();
    statements
        .map(|statement| Covered {
            statement,
            rules: by_statement.remove(statement.id.as_str()).unwrap_or_default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Library;
    use std::collections::BTreeSet;

    /// Statements that no rule of this release takes up. Whoever writes the rule takes its statement off this list.
    const NOT_YET: &[&str] = &[];

    fn library() -> Library {
        Library::embedded().expect("sound rules")
    }

    #[test]
    fn all_statements_are_there_once_with_a_source() {
        let ids: Vec<&str> = table().statements.iter().map(|one| one.id.as_str()).collect();
        let first = (1..=73).map(|number| format!("S{number:02}"));
        let later = (1..=66).map(|number| format!("N{number:02}"));
        assert_eq!(ids, first.chain(later).collect::<Vec<_>>());
        for one in &table().statements {
            assert_eq!(one.addresses().len(), one.sources.len(), "{}", one.id);
            assert!(!one.sources.is_empty() && one.text.ends_with(['.', ')']), "{}", one.id);
        }
    }

    #[test]
    fn rules_name_statements_that_exist() {
        let known: BTreeSet<&str> = table().statements.iter().map(|one| one.id.as_str()).collect();
        for rule in library().rules() {
            for statement in &rule.statements {
                assert!(known.contains(statement.as_str()), "{}: {statement}", rule.id);
            }
        }
    }

    #[test]
    fn what_has_no_rule_is_known() {
        let library = library();
        let rows = coverage(library.rules());
        let without = rows.iter().filter(|row| row.rules.is_empty());
        let without: Vec<&str> = without.map(|row| row.statement.id.as_str()).collect();
        assert_eq!(without, NOT_YET);
    }
}
