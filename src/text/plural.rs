//! Nouns after a number.

/// The noun as it follows the number: `account` after 1, `accounts` or `dependencies` after any other.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        (_, _) => format!("{noun}s"),
    }
}

/// `1 account`, `2 accounts`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {}", plural(number, noun))
}

/// The first names of a list: `a, b and 3 more`.
pub(crate) fn first<S: AsRef<str>>(names: impl ExactSizeIterator<Item = S>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let mut named = String::new();
    for (nth, name) in names.take(most).enumerate() {
        named.push_str(if nth == 0 { "" } else { ", " });
        named.push_str(name.as_ref());
    }
    if more == 0 { named } else { format!("{named} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn one_is_singular_and_all_else_plural() {
        for (number, noun, expected) in [
            (0, "read", "0 reads"),
            (1, "read", "1 read"),
            (2, "Foundry account", "2 Foundry accounts"),
            (1, "dependency", "1 dependency"),
            (3, "dependency", "3 dependencies"),
            (2, "day", "2 days"),
        ] {
            assert_eq!(count(number, noun), expected);
        }
    }
}
