//! Api-versions: which one a read asks for where the first isn't known. A cloud may be behind the public one, and versions
//! are retired; the refusal says which ones there are.

use super::read::ReadRow;

/// True for `2026-07-15-preview` and the like: what it shows need not be in a later stable version.
#[must_use]
pub fn is_preview(version: &str) -> bool {
    version.len() > DATE
}

/// The length of the date that an api-version begins with.
const DATE: usize = "2026-07-15".len();

impl ReadRow {
    /// The version to ask for where `asked` isn't known, of those that are.
    ///
    /// Nothing older than the row's oldest: an absent property would be taken for its default. A preview gives way to the
    /// newest preview; a stable version to the newest that is older, and where there is none (it was retired) to the next
    /// one.
    #[must_use]
    pub fn other_version(&self, asked: &str, known: &[String]) -> Option<String> {
        let others = known.iter().filter(|known| !known.eq_ignore_ascii_case(asked));
        if is_preview(self.api_version) {
            return self.newest_of(others);
        }
        let stable = || versions(others.clone()).filter(|known| !is_preview(known));
        let older = stable().filter(|known| (self.oldest..asked).contains(&known.as_str())).max();
        older.or_else(|| stable().filter(|known| known.as_str() > asked).min())
    }

    /// The newest preview of those that carries what is read. Without one, the newest stable version that may: one from the
    /// oldest on, or, if that is a preview, one after the newest preview that this program knows.
    pub(super) fn newest_of<'a>(
        &self,
        known: impl Iterator<Item = &'a String> + Clone,
    ) -> Option<String> {
        let oldest = if is_preview(self.oldest) { self.api_version } else { self.oldest };
        let (preview, stable): (Vec<_>, Vec<_>) = versions(known).partition(|one| is_preview(one));
        let newest = preview.into_iter().filter(|known| **known >= *self.oldest).max();
        newest.or_else(|| stable.into_iter().filter(|known| **known >= *oldest).max())
    }
}

/// The api-versions among texts, folded.
fn versions<'a>(
    known: impl Iterator<Item = &'a String> + Clone,
) -> impl Iterator<Item = String> + Clone {
    known.filter(|known| is_version(known)).map(|known| known.to_lowercase())
}

/// True for a date, with or without a word behind it.
fn is_version(text: &str) -> bool {
    let shape = "0000-00-00".chars();
    let fits = |(c, like): (char, char)| if like == '0' { c.is_ascii_digit() } else { c == like };
    let date = text.chars().zip(shape).filter(|pair| fits(*pair)).count() == DATE;
    date && (text.len() == DATE || text[DATE..].starts_with('-'))
}

/// The api-versions that the text of a refusal lists: "The supported api-versions are '2024-11-01, 2026-02-01'".
#[must_use]
pub fn listed_versions(message: &str) -> Vec<String> {
    let folded = message.to_ascii_lowercase();
    let Some(start) = folded.find("supported") else {
        return Vec::new();
    };
    let words = folded[start..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| is_version(word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ReadKind;
    use crate::model::Kind;

    fn other(read: ReadKind, known: &[&str]) -> Option<String> {
        let known: Vec<String> = known.iter().map(|known| (*known).to_owned()).collect();
        read.row().other_version(read.row().api_version, &known)
    }

    #[test]
    fn a_stable_version_gives_way_to_the_newest_below_it_that_has_what_is_read() {
        let vault = ReadKind::one_of(Kind::KeyVault);
        assert_eq!(vault.row().api_version, "2026-02-01");
        let known = ["2016-10-01", "2023-07-01", "2024-11-01", "2024-12-01-preview", "2027-01-01"];
        assert_eq!(other(vault, &known).as_deref(), Some("2024-11-01"));
        assert_eq!(other(vault, &["2016-10-01"]), None, "too old for what is read");
        assert_eq!(
            other(vault, &["2016-10-01", "2028-01-01", "2027-01-01"]).as_deref(),
            Some("2027-01-01"),
            "the version was retired"
        );
        assert_eq!(other(vault, &["2026-02-01", "later", "2026-99"]), None);
    }

    #[test]
    fn a_preview_gives_way_to_the_newest_preview_that_has_what_is_read() {
        let project = ReadKind::PROJECT_PREVIEW;
        for (known, expected) in [
            (&["2026-07-15-preview", "2026-09-01"][..], Some("2026-07-15-preview")),
            (&["2026-07-15-preview", "2026-11-15-Preview"], Some("2026-11-15-preview")),
            (&["2026-03-15-preview", "2026-09-01"], None),
            (&["2026-03-15-preview", "2026-12-01"], Some("2026-12-01")),
        ] {
            assert_eq!(other(project, known).as_deref(), expected, "{known:?}");
        }
        let denials = ReadKind::DENY_ASSIGNMENTS;
        assert_eq!(other(denials, &["2022-04-01"]).as_deref(), Some("2022-04-01"));
        assert_eq!(other(denials, &["2018-07-01-preview"]), None);
    }

    #[test]
    fn the_versions_of_a_refusal() {
        let text = "No registered resource provider found for location 'westeurope' and API version '2026-11-01' for \
            type 'searchServices'. The supported api-versions are '2023-11-01, 2025-02-01-preview,2025-05-01'. The \
            supported locations are ', westeurope'.";
        assert_eq!(listed_versions(text), ["2023-11-01", "2025-02-01-preview", "2025-05-01"]);
        assert_eq!(listed_versions("The api-version '2026-11-01' is invalid."), [""; 0]);
        assert_eq!(listed_versions("supported: 12026-11-01 2026-11-01x 2026-11-ü1"), [""; 0]);
    }
}
