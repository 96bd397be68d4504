//! Which subjects a waiver or an attestation is about: an id, or a glob over ids. Ids are compared in lower case, as everywhere.

use crate::text::{Glob, Star};
use std::cmp::Reverse;

/// An id or a glob: `*` stands for any text within a segment, `**` for any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    glob: Glob,
}

impl Pattern {
    /// Takes a pattern as written; surrounding blanks and trailing slashes don't count.
    #[must_use]
    pub fn new(written: &str) -> Self {
        let written = written.trim().trim_end_matches('/');
        Self { written: written.to_owned(), glob: Glob::new(written, Star::Segment) }
    }

    /// Matches every subject.
    #[must_use]
    pub fn everything() -> Self {
        Self::new("**")
    }

    /// The pattern as written.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The pattern in lower case: two patterns with one folded form match the same.
    #[must_use]
    pub fn folded(&self) -> String {
        self.glob.folded()
    }

    /// True if the pattern matches the whole id, which must be in lower case.
    #[must_use]
    pub fn matches(&self, folded: &str) -> bool {
        self.glob.matches(folded)
    }

    /// How closely the pattern describes its subjects; the greater the closer. An id beats every glob, more text beats less,
    /// and `*` beats `**`.
    #[must_use]
    pub fn closeness(&self) -> impl Ord + use<> {
        (
            self.glob.is_literal(),
            self.glob.characters(),
            Reverse(self.glob.crossing()),
            Reverse(self.glob.wildcards()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn blanks_slashes_and_case_do_not_count() {
        let pattern = Pattern::new(" /Subscriptions/*/accounts/weu-PROD/ ");
        assert_eq!(pattern.written(), "/Subscriptions/*/accounts/weu-PROD");
        assert!(pattern.matches("/subscriptions/s/accounts/weu-prod"));
        assert!(!pattern.matches("/subscriptions/s/t/accounts/weu-prod"));
        assert!(Pattern::everything().matches("/any/id"));
    }

    #[test]
    fn the_closest_pattern_is_the_one_that_leaves_least_open() {
        let order = ["**", "/a/**", "/a/*", "/a/b*", "/a/*bc", "/a/abc"];
        for pair in order.windows(2) {
            let [less, more] = pair else { continue };
            assert!(
                Pattern::new(less).closeness() < Pattern::new(more).closeness(),
                "{less} {more}"
            );
        }
        // An id is closer than a longer glob.
        assert!(Pattern::new("/a").closeness() > Pattern::new("/a/*/longer").closeness());
    }

    #[test]
    fn folding_makes_equal_what_matches_the_same() {
        assert_eq!(Pattern::new("/A/***/").folded(), Pattern::new("/a/**").folded());
    }
}
