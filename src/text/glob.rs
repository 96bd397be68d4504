//! Wildcards. What a single `*` stands for differs: Azure's actions and the command line take it for any text, patterns of
//! resource ids keep it within a segment.

/// What a single `*` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Star {
    /// Any text, slashes among it.
    Any,
    /// Any text without a slash; `**` stands for any text.
    Segment,
}

/// A pattern that has to match the whole of a text. Case doesn't count: the pattern is folded, and so must the text be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glob {
    tokens: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// This text.
    Text(String),
    /// Any text without a slash.
    Segment,
    /// Any text.
    Any,
}

/// Where to go on when a match fails: behind a wildcard, which takes one byte more.
#[derive(Clone, Copy)]
struct Retry {
    token: usize,
    at: usize,
}

impl Glob {
    /// Reads a pattern as written.
    pub(crate) fn new(written: &str, star: Star) -> Self {
        let mut tokens: Vec<Piece> = Vec::new();
        for c in written.to_lowercase().chars() {
            match (c, tokens.last_mut()) {
                ('*', Some(last @ (Piece::Segment | Piece::Any))) => *last = Piece::Any,
                ('*', Some(Piece::Text(_)) | None) => tokens.push(match star {
                    Star::Any => Piece::Any,
                    Star::Segment => Piece::Segment,
                }),
                (c, Some(Piece::Text(text))) => text.push(c),
                (c, Some(Piece::Segment | Piece::Any) | None) => {
                    tokens.push(Piece::Text(c.to_string()));
                }
            }
        }
        Self { tokens }
    }

    /// The pattern in lower case: two patterns with one folded form match the same.
    pub(crate) fn folded(&self) -> String {
        let one = |token: &Piece| match token {
            Piece::Text(text) => text.clone(),
            Piece::Segment => "*".to_owned(),
            Piece::Any => "**".to_owned(),
        };
        self.tokens.iter().map(one).collect()
    }

    /// True if the pattern matches the whole text, which must be in lower case.
    ///
    /// Only the last wildcard of each type is ever asked to take more: whatever an earlier one could add, a later one has
    /// already covered. So no pattern takes long.
    pub(crate) fn matches(&self, folded: &str) -> bool {
        let text = folded.as_bytes();
        let (mut token, mut at) = (0, 0);
        let (mut segment, mut any): (Option<Retry>, Option<Retry>) = (None, None);
        loop {
            let matched = match self.tokens.get(token) {
                Some(Piece::Text(wanted)) if text[at..].starts_with(wanted.as_bytes()) => {
                    at += wanted.len();
                    true
                }
                Some(Piece::Text(_)) => false,
                Some(Piece::Segment) => {
                    segment = Some(Retry { token, at });
                    true
                }
                Some(Piece::Any) => {
                    (segment, any) = (None, Some(Retry { token, at }));
                    true
                }
                None if at == text.len() => return true,
                None => false,
            };
            if matched {
                token += 1;
                continue;
            }
            let longer = segment
                .as_mut()
                .filter(|retry| text.get(retry.at).is_some_and(|byte| *byte != b'/'));
            let retry = match longer {
                Some(retry) => retry,
                None => match any.as_mut().filter(|retry| retry.at < text.len()) {
                    Some(retry) => {
                        segment = None;
                        retry
                    }
                    None => return false,
                },
            };
            retry.at += 1;
            (token, at) = (retry.token + 1, retry.at);
        }
    }

    /// True if it has no wildcard.
    pub(crate) fn is_literal(&self) -> bool {
        self.wildcards() == 0
    }

    /// Characters that stand for themselves.
    pub(crate) fn characters(&self) -> usize {
        let lengths = self.tokens.iter().map(|token| match token {
            Piece::Text(text) => text.chars().count(),
            Piece::Segment | Piece::Any => 0,
        });
        lengths.sum()
    }

    /// Wildcards of both types.
    pub(crate) fn wildcards(&self) -> usize {
        let is_wildcard = |token: &&Piece| !matches!(token, Piece::Text(_));
        self.tokens.iter().filter(is_wildcard).count()
    }

    /// Wildcards that cross slashes.
    pub(crate) fn crossing(&self) -> usize {
        self.tokens.iter().filter(|token| **token == Piece::Any).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching(star: Star, cases: &[(&str, &str, bool)]) {
        for (pattern, text, expected) in cases {
            let found = Glob::new(pattern, star).matches(text);
            assert_eq!(found, *expected, "{star:?} {pattern} {text}");
        }
    }

    #[test]
    fn a_star_stands_for_any_text() {
        let delete = "microsoft.storage/storageaccounts/delete";
        matching(
            Star::Any,
            &[
                ("*", delete, true),
                ("*/delete", delete, true),
                ("Microsoft.Storage/*", delete, true),
                ("Microsoft.Storage/storageAccounts/Delete", delete, true),
                ("Microsoft.Storage/*/delete", delete, true),
                ("Microsoft.*/*/delete", delete, true),
                ("microsoft.storage/storage*/del*e", delete, true),
                ("Microsoft.Storage/storageAccounts/delete*", delete, true),
                ("Microsoft.Storage/storageAccounts/*/delete", delete, false),
                ("*/read", delete, false),
                ("Microsoft.Storage/storageAccounts", delete, false),
                ("Microsoft.Storage/storageAccounts/delete/more", delete, false),
                ("*storage*storage*storage*", delete, false),
                ("", delete, false),
                ("", "", true),
                ("*", "", true),
                ("delete", "a/delete", false),
                ("a*", "b", false),
                ("FDR-DEL-*", "fdr-del-001", true),
                ("*DEL*1", "fdr-del-001", true),
                ("*DEL*2", "fdr-del-001", false),
                ("FDR-DEL-00", "fdr-del-001", false),
                ("FDR*FDR-DEL-001", "fdr-del-001", false),
                ("a*a", "a", false),
                ("ä*ö", "äxö", true),
            ],
        );
    }

    #[test]
    fn one_star_stays_in_its_segment_and_two_do_not() {
        let id = "/subscriptions/s/resourcegroups/rg-ai/providers/x/accounts/weu-prod";
        matching(
            Star::Segment,
            &[
                (id, id, true),
                (&id.to_uppercase(), id, true),
                ("/subscriptions/*/resourcegroups/*/providers/x/accounts/*", id, true),
                ("/subscriptions/*/accounts/weu-prod", id, false),
                ("/subscriptions/**/accounts/weu-prod", id, true),
                ("/subscriptions/**", id, true),
                ("**", id, true),
                ("***", id, true),
                ("*", id, false),
                ("**/weu-*", id, true),
                ("**/weu-*d", id, true),
                ("**/weu-*x", id, false),
                ("**/accounts", id, false),
                ("**/*/accounts/*", id, true),
                ("**/accounts/*/**", id, false),
                ("**s/*/providers/**d", id, true),
                ("/subscriptions/s/resourcegroups/rg-a", id, false),
                ("", id, false),
                ("**/b/*/d", "a/b/x/c/b/y/d", true),
                ("**/b/*c", "a/b/x/b/yc", true),
            ],
        );
    }

    #[test]
    fn a_nasty_pattern_takes_no_time() {
        for star in [Star::Any, Star::Segment] {
            let pattern = format!("**{}b", "*a".repeat(500));
            assert!(!Glob::new(&pattern, star).matches(&"a".repeat(400)));
        }
    }

    /// Tries every way, which takes for ever on long texts but can't be wrong.
    fn naive(tokens: &[Piece], text: &str) -> bool {
        let Some((first, rest)) = tokens.split_first() else {
            return text.is_empty();
        };
        match first {
            Piece::Text(wanted) => {
                text.strip_prefix(wanted.as_str()).is_some_and(|left| naive(rest, left))
            }
            Piece::Segment | Piece::Any => (0..=text.len())
                .filter(|end| *first == Piece::Any || !text[..*end].contains('/'))
                .any(|end| naive(rest, &text[end..])),
        }
    }

    #[test]
    fn it_finds_what_trying_every_way_finds() {
        let words = |alphabet: &[char], longest: u32| {
            let mut all = vec![String::new()];
            let mut last = all.clone();
            for _ in 0..longest {
                last = last
                    .iter()
                    .flat_map(|word| alphabet.iter().map(move |c| format!("{word}{c}")))
                    .collect();
                all.extend(last.iter().cloned());
            }
            all
        };
        let texts = words(&['a', '/'], 5);
        for pattern in words(&['a', '/', '*'], 6) {
            for star in [Star::Any, Star::Segment] {
                let glob = Glob::new(&pattern, star);
                for text in &texts {
                    let expected = naive(&glob.tokens, text);
                    assert_eq!(glob.matches(text), expected, "{star:?} {pattern} {text}");
                }
            }
        }
    }
}
