//! Pages of a listing, and when to stop following them: a link to another origin would take the token there, and a link
//! that came before would never end.

use super::answer::Answer;
use crate::snapshot::Redactor;
use serde_json::{Value as Json, json};
use std::collections::{BTreeSet, HashSet};
use url::Url;

/// Why a listing isn't followed further, though it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The link leads to another origin, or isn't one.
    ForeignLink,
    /// The link came before.
    RepeatedLink,
    /// More pages than this program reads.
    TooManyPages,
}

impl Cut {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::ForeignLink => "foreign-next-link",
            Self::RepeatedLink => "repeated-next-link",
            Self::TooManyPages => "too-many-pages",
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::ForeignLink => "the next page lies at another host; the token isn't sent there",
            Self::RepeatedLink => "the next page was read before: the listing goes in a circle",
            Self::TooManyPages => "the listing has more pages than this program reads",
        }
    }
}

/// The link to the next page, if there is one: absent, null and empty all mean the end.
pub(super) fn next_link(body: &Json, origin: &Url) -> Result<Option<Url>, Cut> {
    let link = match body.get("nextLink") {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::String(link)) if link.is_empty() => return Ok(None),
        Some(Json::String(link)) => link,
        Some(_) => return Err(Cut::ForeignLink),
    };
    let url = Url::parse(link).map_err(|_| Cut::ForeignLink)?;
    let same =
        url.origin() == origin.origin() && url.username().is_empty() && url.password().is_none();
    same.then_some(Some(url)).ok_or(Cut::ForeignLink)
}

/// The pages of a listing so far.
#[derive(Debug, Default)]
pub(super) struct Pages {
    items: Vec<Json>,
    dropped: BTreeSet<String>,
    pages: u32,
    bytes: usize,
    followed: HashSet<Url>,
}

impl Pages {
    /// Notes that a page is being asked for.
    pub(super) fn follow(&mut self, url: &Url, most: u32) -> Result<(), Cut> {
        if !self.followed.insert(url.clone()) {
            return Err(Cut::RepeatedLink);
        }
        if self.pages >= most {
            return Err(Cut::TooManyPages);
        }
        Ok(())
    }

    /// Adds a page, trimmed. False if it has no `value` array.
    pub(super) fn add(
        &mut self,
        mut page: Json,
        bytes: usize,
        keep: &[&str],
        redactor: &Redactor,
    ) -> bool {
        let Some(Json::Array(items)) = page.get_mut("value").map(Json::take) else {
            return false;
        };
        let (mut trimmed, dropped) = redactor.trim(json!({ "value": items }), keep, true);
        if let Some(Json::Array(items)) = trimmed.get_mut("value").map(Json::take) {
            self.items.extend(items);
        }
        self.dropped.extend(dropped);
        self.pages += 1;
        self.bytes += bytes;
        true
    }

    /// True if no page has come yet.
    pub(super) fn is_bare(&self) -> bool {
        self.pages == 0
    }

    /// How many bytes came.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// All pages joined.
    pub(super) fn into_answer(self, version: &str) -> Answer {
        let dropped = self.dropped.into_iter().collect();
        Answer::found(version, self.pages, (json!({ "value": self.items }), dropped))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(link: Json) -> Result<Option<String>, Cut> {
        let origin = Url::parse("https://management.azure.com/").expect("a URL");
        next_link(&json!({ "value": [], "nextLink": link }), &origin)
            .map(|url| url.map(|url| url.to_string()))
    }

    #[test]
    fn links_are_followed_on_the_same_origin_only() {
        let same = "https://management.azure.com/subscriptions?api-version=1&$skiptoken=x";
        assert_eq!(next(same.into()), Ok(Some(same.into())));
        assert!(next("https://MANAGEMENT.azure.com:443/x".into()).is_ok());
        for foreign in [
            "https://evil.example/x",
            "https://management.azure.com.evil.example/x",
            "https://management.azure.com:444/x",
            "http://management.azure.com/x",
            "https://management.azure.com@evil.example/x",
            "https://user:pw@management.azure.com/x",
            "//evil.example/x",
            "not a link",
            "javascript:alert(1)",
        ] {
            assert_eq!(next(foreign.into()), Err(Cut::ForeignLink), "{foreign}");
        }
        assert_eq!(next(Json::from(7)), Err(Cut::ForeignLink));
    }

    #[test]
    fn absent_null_and_empty_links_end_a_listing() {
        assert_eq!(next(Json::Null), Ok(None));
        assert_eq!(next("".into()), Ok(None));
        let origin = Url::parse("https://management.azure.com/").expect("a URL");
        assert_eq!(next_link(&json!({ "value": [] }), &origin), Ok(None));
    }

    #[test]
    fn circles_and_endless_listings_are_cut() {
        let url = |n: u32| Url::parse(&format!("https://x/?page={n}")).expect("a URL");
        let redactor = Redactor::new([0; 32]);
        let mut listing = Pages::default();
        assert_eq!(listing.follow(&url(1), 2), Ok(()));
        assert!(listing.add(json!({ "value": [] }), 2, &[], &redactor));
        assert_eq!(listing.follow(&url(1), 2), Err(Cut::RepeatedLink));
        assert_eq!(listing.follow(&url(2), 2), Ok(()));
        assert!(listing.add(json!({ "value": [] }), 2, &[], &redactor));
        assert_eq!(listing.follow(&url(3), 2), Err(Cut::TooManyPages));
        assert!(!listing.add(json!({ "values": [] }), 2, &[], &redactor));
    }
}
