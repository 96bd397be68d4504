//! The condition that a role assignment may carry, as far as Microsoft's set-up of agents writes one: some actions on blobs
//! hold only in containers of a certain name, all others everywhere
//! (`((!(ActionMatches{'…'}) AND …) OR (@Resource[…containers:name] StringStartsWithIgnoreCase '…' AND …))`; standard agent
//! template of foundry-samples, 2026-01-28). What is written otherwise isn't evaluated.

use super::permission::covers;
use crate::text::{Glob, Star};

/// What a condition allows.
#[derive(Clone, Debug, PartialEq)]
pub struct GrantCondition {
    /// Patterns of the actions that hold only in some containers.
    limited: Vec<String>,
    /// What the name of such a container has to begin with, and to look like; in lower case.
    prefixes: Vec<String>,
    likes: Vec<String>,
}

const NAME: &str = "@resource[microsoft.storage/storageaccounts/blobservices/containers:name]";

impl GrantCondition {
    /// Reads a condition; `None` if it is of another form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let text = inner(&text);
        let (first, second) = split(text, " or ")?;
        let mut limited = Vec::new();
        for part in all(inner(first)) {
            let part = inner(part.strip_prefix('!')?.trim());
            let action = part.strip_prefix("actionmatches{")?.strip_suffix('}')?;
            limited.push(quoted(action)?.to_owned());
        }
        let (mut prefixes, mut likes) = (Vec::new(), Vec::new());
        for part in all(inner(second)) {
            let test = inner(part).strip_prefix(NAME)?.trim();
            let (operator, value) = test.split_once(' ')?;
            let value = quoted(value.trim())?.to_owned();
            match operator {
                "stringstartswithignorecase" => prefixes.push(value),
                "stringlikeignorecase" => likes.push(value),
                _ => return None,
            }
        }
        Some(Self { limited, prefixes, likes })
    }

    /// Whether it allows an action (in lower case) in a container of this name.
    #[must_use]
    pub fn allows(&self, action: &str, container: &str) -> bool {
        let container = container.to_lowercase();
        let like = |pattern: &String| Glob::new(pattern, Star::Any).matches(&container);
        self.allows_anywhere(action)
            || self.prefixes.iter().all(|prefix| container.starts_with(prefix.as_str()))
                && self.likes.iter().all(like)
    }

    /// Whether it allows an action in every container.
    #[must_use]
    pub fn allows_anywhere(&self, action: &str) -> bool {
        !self.limited.iter().any(|pattern| covers(pattern, action))
    }
}

/// Without the parentheses around the whole.
fn inner(text: &str) -> &str {
    let text = text.trim();
    let Some(within) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else {
        return text;
    };
    let mut depth = 0_i32;
    let whole = within.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    if whole { inner(within) } else { text }
}

/// The two sides of the only operator outside of parentheses.
fn split<'t>(text: &'t str, operator: &str) -> Option<(&'t str, &'t str)> {
    let at = outside(text, operator)?;
    let (first, second) = (&text[..at], &text[at + operator.len()..]);
    outside(second, operator).is_none().then_some((first, second))
}

/// The sides of each `and` outside of parentheses.
fn all(text: &str) -> Vec<&str> {
    match outside(text, " and ") {
        Some(at) => [&[text[..at].trim()][..], &all(&text[at + 5..])].concat(),
        None => vec![text.trim()],
    }
}

/// Where an operator first is outside of parentheses.
fn outside(text: &str, operator: &str) -> Option<usize> {
    let mut depth = 0_i32;
    text.char_indices().find_map(|(at, c)| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        (depth == 0 && text[at..].starts_with(operator)).then_some(at)
    })
}

fn quoted(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\'')?.strip_suffix('\'')?;
    (!text.contains('\'')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    const NAMES: &str = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]";

    fn of_set_up() -> String {
        format!(
            "((!(ActionMatches{{'{BLOBS}/tags/read'}})  AND  !(ActionMatches{{'{BLOBS}/tags/write'}}) ) OR \
             ({NAMES} StringStartsWithIgnoreCase 'Aa-1' AND {NAMES} StringLikeIgnoreCase '*-azureml-agent'))"
        )
    }

    #[test]
    fn the_condition_of_the_set_up_limits_some_actions_to_some_containers() {
        let condition = GrantCondition::parse(&of_set_up()).expect("of the known form");
        let action = |verb: &str| format!("{BLOBS}/{verb}").to_lowercase();
        assert!(condition.allows(&action("write"), "anything"));
        assert!(condition.allows(&action("tags/write"), "aa-1-azureml-agent"));
        assert!(!condition.allows(&action("tags/write"), "aa-1-other"));
        assert!(!condition.allows(&action("tags/write"), "bb-2-azureml-agent"));
        assert!(!condition.allows_anywhere(&action("tags/write")));
    }

    #[test]
    fn any_other_form_is_left_alone() {
        let set_up = of_set_up();
        for text in [
            "",
            "true",
            &set_up.replace(" OR ", " AND "),
            &set_up.replace("StringLikeIgnoreCase", "StringNotLike"),
            &set_up.replacen("!(Action", "(Action", 1),
            &format!("{set_up} OR (x)"),
            &set_up.replace(NAMES, "@Request[x]"),
        ] {
            assert_eq!(GrantCondition::parse(text), None, "{text}");
        }
    }
}
