//! Reading values out of ARM bodies without ever taking "not there" for "no". Keys are found in any case, since ARM's drift
//! (`ResourceId`/`resourceId`, `keyvaulturi`/`keyVaultUri`).

use super::version::is_preview;
use crate::model::{Fact, Provenance, ReadId, Region, ResourceId, Why};
use crate::snapshot::Marker;
use serde_json::Value as Json;
use std::borrow::Cow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One resource's body, with what is known about the read that brought it.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    json: &'a Json,
    /// Where this body lies in the observation: `value[].` for items of a listing.
    prefix: Cow<'a, str>,
    dropped: &'a [String],
    api_version: &'a str,
    read: ReadId,
    read_at: Option<OffsetDateTime>,
}

impl<'a> Body<'a> {
    /// The body of an observation.
    #[must_use]
    pub fn new(json: &'a Json, dropped: &'a [String], api_version: &'a str, read: ReadId) -> Self {
        Self { json, prefix: Cow::Borrowed(""), dropped, api_version, read, read_at: None }
    }

    /// The same body, with the time at which it was read.
    #[must_use]
    pub fn at_time(self, read_at: OffsetDateTime) -> Self {
        Self { read_at: Some(read_at), ..self }
    }

    /// When it was read.
    ///
    /// # Errors
    /// If the source of the body doesn't say when.
    pub fn read_at(&self) -> Result<OffsetDateTime, Why> {
        self.read_at.ok_or(Why::NotRead)
    }

    /// The items of a listing's `value`; `None` if it has none.
    #[must_use]
    pub fn items(&self) -> Option<Vec<Body<'a>>> {
        let items = find(self.json, "value")?.as_array()?;
        Some(
            items
                .iter()
                .map(|json| Body { json, prefix: Cow::Borrowed("value[]."), ..self.clone() })
                .collect(),
        )
    }

    /// The raw JSON, for typed views.
    #[must_use]
    pub fn json(&self) -> &'a Json {
        self.json
    }

    /// The read that brought it.
    #[must_use]
    pub fn evidence(&self) -> Provenance {
        Provenance::One(self.read)
    }

    /// The resource's id, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<ResourceId> {
        find(self.json, "id").and_then(Json::as_str).and_then(ResourceId::parse)
    }

    /// Why nothing of this body can be read, if a marker is in its place.
    #[must_use]
    pub fn hidden(&self) -> Option<Why> {
        hidden(self.json)
    }

    /// Why this body can't be told from others, if it or its id is behind a marker.
    #[must_use]
    pub fn unidentified(&self) -> Option<Why> {
        self.hidden().or_else(|| find(self.json, "id").and_then(hidden))
    }

    /// Why a reader that needs more than single values doesn't understand this body: its id is behind a marker, or
    /// something else is; otherwise its shape is to blame.
    #[must_use]
    pub fn not_understood(&self) -> Why {
        self.unidentified().or_else(|| first_hidden(self.json)).unwrap_or(Why::Malformed)
    }

    /// What was read, with this body as evidence: where facts begin.
    pub fn fact<T>(&self, read: Result<T, Why>) -> Fact<T> {
        Fact::of(read, &self.evidence())
    }

    /// The value at a path; null counts as absent.
    ///
    /// # Errors
    /// If it was dropped, if a marker is there or on the way, or if something else than an object is on the way: what isn't
    /// understood isn't absent.
    pub fn at(&self, path: &str) -> Result<Option<&'a Json>, Why> {
        let mut here = self.json;
        for segment in path.split('.') {
            if let Some(why) = hidden(here) {
                return Err(why);
            }
            if !here.is_object() {
                return Err(Why::Malformed);
            }
            match find(here, segment) {
                Some(next) if !next.is_null() => here = next,
                Some(_) | None if self.was_dropped(path) => return Err(Why::NotKept),
                // Without this object nothing was said; that isn't all settings at their defaults.
                Some(_) | None if segment == "properties" => return Err(Why::Malformed),
                Some(_) | None => return Ok(None),
            }
        }
        match hidden(here) {
            Some(why) => Err(why),
            None => Ok(Some(here)),
        }
    }

    /// True if the path, or one that it lies below, was dropped. What lies below it doesn't count: trimming keeps the outer
    /// object or list, so where that isn't there, it never was.
    fn was_dropped(&self, path: &str) -> bool {
        let full = format!("{}{path}", self.prefix).to_lowercase();
        self.dropped.iter().any(|dropped| {
            full.strip_prefix(&dropped.to_lowercase())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// A text, or none.
    ///
    /// # Errors
    /// As for [`Self::at`], and if it is no text; so for all that follow.
    pub fn opt_text(&self, path: &str) -> Result<Option<String>, Why> {
        match self.at(path)? {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Why::Malformed),
        }
    }

    /// A text that the documentation promises.
    ///
    /// # Errors
    /// Also if it is absent or blank.
    pub fn text(&self, path: &str) -> Result<String, Why> {
        self.opt_text(path)?.filter(|text| !text.trim().is_empty()).ok_or(Why::Malformed)
    }

    /// A text that identifies something, such as a GUID; none if it is absent.
    ///
    /// # Errors
    /// As for [`Self::opt_text`], and if it is blank: that is nobody's.
    pub(super) fn opt_id_text(&self, path: &str) -> Result<Option<String>, Why> {
        match self.opt_text(path)? {
            Some(text) if text.trim().is_empty() => Err(Why::Malformed),
            found => Ok(found),
        }
    }

    /// An id, whole; none if it is absent or blank.
    ///
    /// # Errors
    /// As for [`Self::opt_text`], and if it is a part of an id, or padded: it would cover what it was never given for.
    pub fn opt_resource(&self, path: &str) -> Result<Option<ResourceId>, Why> {
        let text = self.opt_text(path)?.filter(|text| !text.trim().is_empty());
        text.map(|text| whole(&text)).transpose()
    }

    /// An id that the documentation promises, whole.
    ///
    /// # Errors
    /// As for [`Self::opt_resource`], and if it is absent or blank.
    pub fn resource(&self, path: &str) -> Result<ResourceId, Why> {
        self.opt_resource(path)?.ok_or(Why::Malformed)
    }

    /// A list of ids, whole; absent is empty.
    ///
    /// # Errors
    /// As for [`Self::texts`], and if one of them isn't whole.
    pub fn resources(&self, path: &str) -> Result<Vec<ResourceId>, Why> {
        self.texts(path)?.iter().map(|text| whole(text)).collect()
    }

    /// Its own id, if it is of this type: what isn't a lock has no scope.
    ///
    /// # Errors
    /// If it has none, or one of another type.
    pub(super) fn id_of(&self, types: &[&str]) -> Result<ResourceId, Why> {
        let id = self.resource("id")?;
        let ty = id.resource_type();
        let fits = ty.is_some_and(|ty| types.iter().any(|one| ty.eq_ignore_ascii_case(one)));
        fits.then_some(id).ok_or(Why::Malformed)
    }

    /// A list that the documentation promises.
    ///
    /// # Errors
    /// As for [`Self::list`], and if it is absent.
    pub(super) fn promised_list(&self, path: &str) -> Result<Vec<Body<'a>>, Why> {
        self.at(path)?.ok_or(Why::Malformed)?;
        self.list(path)
    }

    /// A list of texts that the documentation promises.
    ///
    /// # Errors
    /// As for [`Self::texts`], and if it is absent.
    pub(super) fn promised_texts(&self, path: &str) -> Result<Vec<String>, Why> {
        self.at(path)?.ok_or(Why::Malformed)?;
        self.texts(path)
    }

    /// A text with a documented default.
    ///
    /// # Errors
    /// If it is no text.
    pub fn text_or(&self, path: &str, default: &str) -> Result<String, Why> {
        Ok(self.opt_text(path)?.unwrap_or_else(|| default.to_owned()))
    }

    /// One of the words that a property is known to hold, in any case, as this program spells it; none if it is absent.
    ///
    /// # Errors
    /// If it is another word: what a new tier, state or kind means isn't known, and it isn't the nearest known one.
    pub fn opt_word(
        &self,
        path: &str,
        known: &'static [&'static str],
    ) -> Result<Option<&'static str>, Why> {
        let Some(text) = self.opt_text(path)? else {
            return Ok(None);
        };
        let word = known.iter().copied().find(|one| one.eq_ignore_ascii_case(text.trim()));
        let name = path.rsplit('.').next().unwrap_or(path);
        let unknown = || Why::Unresolved(format!("the meaning of {name} {text}"));
        word.map(Some).ok_or_else(unknown)
    }

    /// One of the words that a property is known to hold.
    ///
    /// # Errors
    /// As for [`Self::opt_word`], and if it is absent.
    pub fn word(&self, path: &str, known: &'static [&'static str]) -> Result<&'static str, Why> {
        self.opt_word(path, known)?.ok_or(Why::Malformed)
    }

    /// One of the words that a property is known to hold, with a documented default.
    ///
    /// # Errors
    /// As for [`Self::opt_word`].
    pub fn word_or(
        &self,
        path: &str,
        default: &'static str,
        known: &'static [&'static str],
    ) -> Result<&'static str, Why> {
        Ok(self.opt_word(path, known)?.unwrap_or(default))
    }

    /// Yes or no, with the documented default for an absent one. Some services write "True" as text.
    ///
    /// # Errors
    /// If it is neither.
    pub fn flag(&self, path: &str, default: bool) -> Result<bool, Why> {
        Ok(self.opt_flag(path)?.unwrap_or(default))
    }

    /// Yes, no or absent.
    ///
    /// # Errors
    /// If it is neither.
    pub fn opt_flag(&self, path: &str) -> Result<Option<bool>, Why> {
        match self.at(path)? {
            None => Ok(None),
            Some(Json::Bool(value)) => Ok(Some(*value)),
            Some(Json::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Json::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Why::Malformed),
        }
    }

    /// A whole number, or none.
    ///
    /// # Errors
    /// If it is no whole number.
    pub fn opt_int(&self, path: &str) -> Result<Option<i64>, Why> {
        match self.at(path)? {
            None => Ok(None),
            Some(json) => json.as_i64().map(Some).ok_or(Why::Malformed),
        }
    }

    /// A whole number with a documented default.
    ///
    /// # Errors
    /// If it is no whole number.
    pub fn int(&self, path: &str, default: i64) -> Result<i64, Why> {
        Ok(self.opt_int(path)?.unwrap_or(default))
    }

    /// A list of texts; absent is empty.
    ///
    /// # Errors
    /// If one element is no text.
    pub fn texts(&self, path: &str) -> Result<Vec<String>, Why> {
        let items = self.list(path)?;
        let text = |item: &Body<'_>| match item.json {
            Json::String(text) => Ok(text.clone()),
            other => Err(hidden(other).unwrap_or(Why::Malformed)),
        };
        items.iter().map(text).collect()
    }

    /// The elements of a list as bodies; absent is empty.
    ///
    /// # Errors
    /// If it is no list.
    pub fn list(&self, path: &str) -> Result<Vec<Body<'a>>, Why> {
        match self.at(path)? {
            None => Ok(Vec::new()),
            Some(Json::Array(items)) => {
                let prefix = format!("{}{path}[].", self.prefix);
                let body = |json| Body { json, prefix: Cow::Owned(prefix.clone()), ..self.clone() };
                Ok(items.iter().map(body).collect())
            }
            Some(_) => Err(Why::Malformed),
        }
    }

    /// The elements of a list of objects, or the one object in its place: ARM sends both. Absent is empty.
    ///
    /// # Errors
    /// If it is neither.
    pub fn one_or_many(&self, path: &str) -> Result<Vec<Body<'a>>, Why> {
        match self.at(path)? {
            Some(json @ Json::Object(_)) => {
                let prefix = Cow::Owned(format!("{}{path}.", self.prefix));
                Ok(vec![Body { json, prefix, ..self.clone() }])
            }
            _ => self.list(path),
        }
    }

    /// The keys of a map; absent is empty.
    ///
    /// # Errors
    /// If it is no map.
    pub fn keys(&self, path: &str) -> Result<Vec<String>, Why> {
        match self.at(path)? {
            None => Ok(Vec::new()),
            Some(Json::Object(map)) => Ok(map.keys().cloned().collect()),
            Some(_) => Err(Why::Malformed),
        }
    }

    /// A point in time, or none.
    ///
    /// # Errors
    /// If it is no RFC 3339 instant.
    pub fn instant(&self, path: &str) -> Result<Option<OffsetDateTime>, Why> {
        let parse =
            |text: String| OffsetDateTime::parse(&text, &Rfc3339).map_err(|_| Why::Malformed);
        self.opt_text(path)?.map(parse).transpose()
    }

    /// The region, normalised.
    ///
    /// # Errors
    /// If the body has none.
    pub fn region(&self) -> Result<Region, Why> {
        Ok(Region::new(&self.text("location")?))
    }

    /// A value whose property exists from an api-version on: if an older one answered, an absent property isn't its default.
    /// What came with a preview need not be in a later stable version.
    ///
    /// # Errors
    /// Also if an api-version answered that doesn't have the property.
    pub fn since<T>(&self, version: &str, path: &str, read: Result<T, Why>) -> Result<T, Why> {
        let lacks =
            self.api_version < version || is_preview(version) && !is_preview(self.api_version);
        if lacks && matches!(self.at(path), Ok(None)) {
            return Err(Why::OldApi(self.api_version.to_owned()));
        }
        read
    }
}

/// An id, if it is whole.
pub(super) fn whole(text: &str) -> Result<ResourceId, Why> {
    ResourceId::parse(text).ok_or(Why::Malformed)
}

/// Kleene's "all": false as soon as one is known to be false, else the first that isn't known, else true.
///
/// # Errors
/// The first of those that aren't known, if none decides.
pub(super) fn all(values: impl IntoIterator<Item = Result<bool, Why>>) -> Result<bool, Why> {
    let mut unknown = None;
    for value in values {
        match value {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(why) => unknown = unknown.or(Some(why)),
        }
    }
    unknown.map_or(Ok(true), Err)
}

/// Kleene's "any": true as soon as one is known to be true, else the first that isn't known, else false.
///
/// # Errors
/// The first of those that aren't known, if none decides.
pub(super) fn any(values: impl IntoIterator<Item = Result<bool, Why>>) -> Result<bool, Why> {
    let none = all(values.into_iter().map(|value| value.map(|yes| !yes)))?;
    Ok(!none)
}

/// How much of an expression is quoted: an expression may be as long as a template.
const QUOTED: usize = 400;

/// Why a value can't be read, if a marker is in its place.
fn hidden(json: &Json) -> Option<Why> {
    Some(match Marker::of(json)? {
        Marker::Redacted => Why::Redacted,
        Marker::Unresolved(expression) => {
            Why::Unresolved(match expression.char_indices().nth(QUOTED) {
                Some((end, _)) => format!("{}…", &expression[..end]),
                None => expression.to_owned(),
            })
        }
    })
}

/// Why the first value that a marker hides, at whatever depth, can't be read.
pub(super) fn first_hidden(json: &Json) -> Option<Why> {
    hidden(json).or_else(|| match json {
        Json::Object(map) => map.values().find_map(first_hidden),
        Json::Array(items) => items.iter().find_map(first_hidden),
        Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => None,
    })
}

/// A value by key in any case; the exact key wins.
pub(crate) fn find<'a>(json: &'a Json, key: &str) -> Option<&'a Json> {
    let map = json.as_object()?;
    map.get(key).or_else(|| {
        map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests;
