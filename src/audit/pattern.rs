//! Which subjects a signature is about: an id, or a glob over ids. Ids are compared in lower case, as everywhere.

/// An id or a glob: `*` stands for any text within a segment, `**` for any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// This character, folded.
    Char(char),
    /// Any text without a slash.
    Segment,
    /// Any text.
    Any,
}

impl Pattern {
    /// Takes a pattern as written; surrounding blanks and trailing slashes don't count.
    #[must_use]
    pub fn new(written: &str) -> Self {
        let written = written.trim().trim_end_matches('/');
        let mut tokens: Vec<Token> = Vec::new();
        for c in written.to_lowercase().chars() {
            match (c, tokens.last()) {
                ('*', Some(Token::Segment | Token::Any)) => {
                    tokens.pop();
                    tokens.push(Token::Any);
                }
                ('*', Some(Token::Char(_)) | None) => tokens.push(Token::Segment),
                (c, _) => tokens.push(Token::Char(c)),
            }
        }
        Self {
            written: written.to_owned(),
            tokens,
        }
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
        let one = |token: &Token| match token {
            Token::Char(c) => c.to_string(),
            Token::Segment => "*".to_owned(),
            Token::Any => "**".to_owned(),
        };
        self.tokens.iter().map(one).collect()
    }

    /// True if the pattern matches the whole id, which must be in lower case.
    ///
    /// Keeps the set of places in the pattern that the text so far can have led to, so that no pattern takes more time than
    /// its length times that of the id.
    #[must_use]
    pub fn matches(&self, folded: &str) -> bool {
        let mut places = vec![false; self.tokens.len() + 1];
        places[0] = true;
        self.skip_wildcards(&mut places);
        for c in folded.chars() {
            let mut next = vec![false; places.len()];
            for (at, token) in self.tokens.iter().enumerate() {
                if !places[at] {
                    continue;
                }
                match token {
                    Token::Char(wanted) => next[at + 1] |= *wanted == c,
                    Token::Segment => next[at] |= c != '/',
                    Token::Any => next[at] = true,
                }
            }
            self.skip_wildcards(&mut next);
            if next.iter().all(|here| !here) {
                return false;
            }
            places = next;
        }
        places.last().is_some_and(|end| *end)
    }

    /// A wildcard can stand for no text at all.
    fn skip_wildcards(&self, places: &mut [bool]) {
        for (at, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Segment | Token::Any => places[at + 1] |= places[at],
                Token::Char(_) => {}
            }
        }
    }

    /// How closely the pattern describes its subjects; the greater the closer. An id beats every glob, more text beats less,
    /// and `*` beats `**`.
    #[must_use]
    pub fn closeness(&self) -> impl Ord + use<> {
        let count = |wanted: fn(&Token) -> bool| self.tokens.iter().filter(|t| wanted(t)).count();
        let chars = count(|token| matches!(token, Token::Char(_)));
        let any = count(|token| matches!(token, Token::Any));
        (
            chars == self.tokens.len(),
            chars,
            std::cmp::Reverse(any),
            std::cmp::Reverse(self.tokens.len()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn one_star_stays_in_its_segment_and_two_do_not() {
        let id = "/subscriptions/s/resourcegroups/rg-ai/providers/x/accounts/weu-prod";
        for (pattern, expected) in [
            (id, true),
            (
                "/Subscriptions/S/resourceGroups/RG-AI/providers/X/accounts/weu-PROD/",
                true,
            ),
            (
                "/subscriptions/*/resourcegroups/*/providers/x/accounts/*",
                true,
            ),
            ("/subscriptions/*/accounts/weu-prod", false),
            ("/subscriptions/**/accounts/weu-prod", true),
            ("/subscriptions/**", true),
            ("**", true),
            ("***", true),
            ("*", false),
            ("**/weu-*", true),
            ("**/weu-*d", true),
            ("**/weu-*x", false),
            ("**/accounts", false),
            ("/subscriptions/s/resourcegroups/rg-a", false),
            ("", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(id), expected, "{pattern}");
        }
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
    fn a_nasty_pattern_takes_no_time() {
        let pattern = Pattern::new(&"*a".repeat(500));
        assert!(!pattern.matches(&"a".repeat(400)));
    }

    #[test]
    fn folding_makes_equal_what_matches_the_same() {
        assert_eq!(
            Pattern::new("/A/***/").folded(),
            Pattern::new("/a/**").folded()
        );
    }
}
