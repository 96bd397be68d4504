//! Pages of a listing, and when to stop following them: a link to another origin would take the token there, and a link
//! that came before would never end.

use super::answer::Answer;
use super::belonging::Belonging;
use crate::catalogue::ReadRow;
use crate::snapshot::Redactor;
use serde_json::{Value as Json, json};
use std::collections::{BTreeSet, HashSet};
use url::Url;

/// Why a listing isn't followed further, though it goes on, or may not be all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The link leads to another origin, or isn't one.
    ForeignLink,
    /// The link leads to another list at the same origin.
    OtherList,
    /// Something says that there is more, and not where.
    UnknownLink,
    /// The link came before.
    RepeatedLink,
    /// More pages than this program reads.
    TooManyPages,
    /// More items than this program keeps in a run.
    TooManyItems,
    /// 206: the server says that it isn't all.
    PartialContent,
    /// An item isn't one of those that were asked for, or doesn't say which it is.
    ForeignItem,
}

impl Cut {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::ForeignLink => "foreign-next-link",
            Self::OtherList => "next-link-to-another-list",
            Self::UnknownLink => "unknown-next-link",
            Self::RepeatedLink => "repeated-next-link",
            Self::TooManyPages => "too-many-pages",
            Self::TooManyItems => "too-many-items",
            Self::PartialContent => "partial-content",
            Self::ForeignItem => "foreign-item",
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::ForeignLink => "the next page lies at another host; the token isn't sent there",
            Self::OtherList => "the next page is that of another list",
            Self::UnknownLink => {
                "the answer says that there is more, in a way that this program doesn't know"
            }
            Self::RepeatedLink => "the next page was read before: the listing goes in a circle",
            Self::TooManyPages => "the listing has more pages than this program reads",
            Self::TooManyItems => "the run has more items than this program keeps",
            Self::PartialContent => "the server answered with a part (206)",
            Self::ForeignItem => {
                "the listing holds an item that wasn't asked for, or that doesn't say which it is"
            }
        }
    }
}

/// The link to the next page, if there is one: absent, null and empty all mean the end. Providers write the key in their own
/// ways, and one that isn't known may still say that there is more.
pub(super) fn next_link(body: &Json, origin: &Url) -> Result<Option<Url>, Cut> {
    let mut next: Option<Url> = None;
    for (name, value) in body.as_object().into_iter().flatten() {
        let said = match value {
            Json::Null | Json::Bool(false) => continue,
            Json::String(text) if text.is_empty() => continue,
            Json::String(text) => Some(text),
            Json::Bool(true) | Json::Number(_) | Json::Array(_) | Json::Object(_) => None,
        };
        let name = name.to_ascii_lowercase();
        let words: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        if matches!(&*words, "nextlink" | "odatanextlink") {
            let url = same_origin(said.ok_or(Cut::ForeignLink)?, origin)?;
            if next.as_ref().is_some_and(|other| *other != url) {
                return Err(Cut::UnknownLink);
            }
            next = Some(url);
        } else if MORE.iter().any(|more| words.contains(more)) {
            return Err(Cut::UnknownLink);
        }
    }
    Ok(next)
}

/// Words in the names of keys by which APIs say that there is more: `nextPageLink`, `@odata.nextLink`, `$skipToken`,
/// `continuationToken`, `hasMoreResults`, `resultTruncated`.
const MORE: [&str; 7] =
    ["next", "skiptoken", "continuation", "hasmore", "moreresults", "truncated", "nextpage"];

fn same_origin(link: &str, origin: &Url) -> Result<Url, Cut> {
    let url = Url::parse(link).map_err(|_| Cut::ForeignLink)?;
    let same =
        url.origin() == origin.origin() && url.username().is_empty() && url.password().is_none();
    same.then_some(url).ok_or(Cut::ForeignLink)
}

/// The path of a list, as far as it tells one list from another.
fn list_of(url: &Url) -> String {
    let path = decoded_path(url);
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    segments.join("/").to_lowercase()
}

/// The path of an address as it was before its segments were encoded.
pub(super) fn decoded_path(url: &Url) -> String {
    let mut bytes = Vec::with_capacity(url.path().len());
    let mut rest = url.path().as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|two| std::str::from_utf8(two).ok());
        let byte = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The pages of a listing so far.
#[derive(Debug)]
pub(super) struct Pages {
    row: &'static ReadRow,
    /// Path of the list that was asked for.
    list: String,
    belonging: Belonging,
    items: Vec<Json>,
    dropped: BTreeSet<String>,
    pages: u32,
    bytes: usize,
    followed: HashSet<Url>,
    /// What keeps it from being all, though the pages may go on.
    flaw: Option<Cut>,
}

impl Pages {
    /// The listing that begins at this address.
    pub(super) fn new(row: &'static ReadRow, first: &Url) -> Self {
        Self {
            row,
            list: list_of(first),
            belonging: Belonging::new(row, &decoded_path(first)),
            items: Vec::new(),
            dropped: BTreeSet::new(),
            pages: 0,
            bytes: 0,
            followed: HashSet::new(),
            flaw: None,
        }
    }

    /// Notes that a page is being asked for.
    pub(super) fn follow(&mut self, url: &Url, most: u32) -> Result<(), Cut> {
        if list_of(url) != self.list {
            return Err(Cut::OtherList);
        }
        if !self.followed.insert(url.clone()) {
            return Err(Cut::RepeatedLink);
        }
        if self.pages >= most {
            return Err(Cut::TooManyPages);
        }
        Ok(())
    }

    /// Adds a page, trimmed, and says how many items it held; none if it has no `value` array. An item that doesn't belong
    /// isn't kept: what it stands for is missing.
    pub(super) fn add(
        &mut self,
        mut page: Json,
        bytes: usize,
        redactor: &Redactor,
    ) -> Option<usize> {
        let Some(Json::Array(mut items)) = page.get_mut("value").map(Json::take) else {
            return None;
        };
        let came = items.len();
        items.retain(|item| self.belonging.holds(item));
        if items.len() < came {
            self.flaw(Cut::ForeignItem);
        }
        let (mut trimmed, dropped) =
            redactor.trim(json!({ "value": items }), self.row.kept(), true);
        if let Some(Json::Array(items)) = trimmed.get_mut("value").map(Json::take) {
            self.items.extend(items);
        }
        self.dropped.extend(dropped);
        self.pages += 1;
        self.bytes += bytes;
        Some(came)
    }

    /// Notes what keeps the listing from being all; the first such thing is told.
    pub(super) fn flaw(&mut self, cut: Cut) {
        self.flaw.get_or_insert(cut);
    }

    /// True if no page has come yet.
    pub(super) fn is_bare(&self) -> bool {
        self.pages == 0
    }

    /// How many bytes came.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// All pages joined; cut, if something is known to be missing.
    pub(super) fn into_answer(self, version: &str) -> Answer {
        let dropped = self.dropped.into_iter().collect();
        let answer = Answer::found(version, self.pages, (json!({ "value": self.items }), dropped));
        match self.flaw {
            None => answer,
            Some(cut) => answer.cut(cut.code(), Some(cut.message().to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ReadKind;

    #[test]
    fn every_key_that_says_that_there_is_more_is_taken_for_what_it_is() {
        let origin = Url::parse("https://management.azure.com/").expect("a URL");
        let link = "https://management.azure.com/x?page=2";
        for key in ["nextLink", "NextLink", "NEXTLINK", "@odata.nextLink", "odata.nextlink"] {
            let next = next_link(&json!({ "value": [], key: link }), &origin);
            assert_eq!(next.map(|url| url.map(|url| url.to_string())), Ok(Some(link.to_owned())));
        }
        for (key, more) in [
            ("nextPageLink", json!(link)),
            ("next", json!({ "href": link })),
            ("$skipToken", json!("x")),
            ("continuationToken", json!("x")),
            ("hasMoreResults", json!(true)),
            ("isTruncated", json!(true)),
        ] {
            let body = json!({ "value": [], key: more });
            assert_eq!(next_link(&body, &origin), Err(Cut::UnknownLink), "{key}");
        }
        let two = json!({ "value": [], "nextLink": link, "@odata.nextLink": format!("{link}2") });
        assert_eq!(next_link(&two, &origin), Err(Cut::UnknownLink));
        let none = json!({ "value": [], "hasMore": false, "@odata.nextLink": null, "count": 2, "@odata.context": "x" });
        assert_eq!(next_link(&none, &origin), Ok(None));
    }

    #[test]
    fn a_link_to_another_list_is_not_followed() {
        let url = |text: &str| Url::parse(&format!("https://x{text}")).expect("a URL");
        let first = url("/subscriptions/S/providers/Microsoft.Authorization/locks?api-version=1");
        let mut listing = Pages::new(ReadKind::LOCKS.row(), &first);
        let same = "/SUBSCRIPTIONS/S/providers/microsoft.authorization//locks/?$skipToken=%2F";
        assert_eq!(listing.follow(&url(same), 9), Ok(()));
        for other in ["/subscriptions/T/providers/Microsoft.Authorization/locks", "/"] {
            assert_eq!(listing.follow(&url(other), 9), Err(Cut::OtherList), "{other}");
        }
        assert_eq!(decoded_path(&url("/a%20b/%2e%zz%")), "/a b/.%zz%");
    }

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
        let mut listing = Pages::new(ReadKind::LOCKS.row(), &url(1));
        assert_eq!(listing.follow(&url(1), 2), Ok(()));
        assert_eq!(listing.add(json!({ "value": [] }), 2, &redactor), Some(0));
        assert_eq!(listing.follow(&url(1), 2), Err(Cut::RepeatedLink));
        assert_eq!(listing.follow(&url(2), 2), Ok(()));
        assert_eq!(listing.add(json!({ "value": [] }), 2, &redactor), Some(0));
        assert_eq!(listing.follow(&url(3), 2), Err(Cut::TooManyPages));
        assert_eq!(listing.add(json!({ "values": [] }), 2, &redactor), None);
    }
}
