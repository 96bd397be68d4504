//! A TOML table read field by field: unknown keys, wrong types and missing fields are noted with their places, and reading
//! goes on, so that all mistakes are told at once.

use super::word::date;
use crate::text::{SpanError, did_you_mean, says_something};
use std::ops::Range;
use time::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

/// A table being read.
pub(super) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    /// Where the table begins.
    pub(super) span: Range<usize>,
    mistakes: Vec<SpanError>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// Begins to read; reports the keys that aren't among `known`. `what` names the table in messages.
    pub(super) fn new(
        table: &'t DeTable<'i>,
        span: Range<usize>,
        what: &str,
        known: &[&str],
    ) -> Self {
        let strangers = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let mistakes = strangers
            .map(|key| {
                let name = key.get_ref();
                let hint = did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("keys of {what}: {}", known.join(", ")));
                SpanError::new(key.span(), format!("{what} has no key `{name}`")).hint(hint)
            })
            .collect();
        Self { table, span, mistakes }
    }

    /// The mistakes found so far, at the end.
    pub(super) fn finish(self) -> Vec<SpanError> {
        self.mistakes
    }

    /// Notes a mistake.
    pub(super) fn report(&mut self, span: &Range<usize>, message: impl Into<String>, hint: &str) {
        self.mistakes.push(SpanError::new(span.clone(), message).hint(hint));
    }

    /// A value of any type.
    pub(super) fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        let mut entries = self.table.iter();
        entries.find_map(|(known, value)| (known.get_ref() == key).then_some(value))
    }

    /// Notes that a field must be there.
    pub(super) fn require<T>(&mut self, key: &str, value: Option<T>, hint: &str) -> Option<T> {
        if value.is_none() && self.get(key).is_none() {
            let span = self.span.clone();
            self.report(&span, format!("`{key}` is missing"), hint);
        }
        value
    }

    fn typed<T>(
        &mut self,
        key: &str,
        wanted: &str,
        take: impl FnOnce(&DeValue<'i>) -> Option<T>,
    ) -> Option<Placed<T>> {
        let found = self.get(key)?;
        let span = found.span();
        match take(found.get_ref()) {
            Some(value) => Some(Placed { value, span }),
            None => {
                let message = format!("`{key}` is {}, not {wanted}", a_type(found.get_ref()));
                self.report(&span, message, &format!("write {wanted}"));
                None
            }
        }
    }

    /// A text that says something.
    pub(super) fn text(&mut self, key: &str) -> Option<Placed<String>> {
        let text = self.typed(key, "a text in quotes", |value| {
            value.as_str().map(|text| text.trim().to_owned())
        })?;
        if text.value.is_empty() {
            self.report(&text.span, format!("`{key}` is empty"), "fill it in");
            return None;
        }
        Some(text)
    }

    /// Words for people, which must be there and say something.
    pub(super) fn words(&mut self, key: &str, hint: &str) -> Option<Placed<String>> {
        let text = self.needed(key, hint)?;
        if !says_something(&text.value) {
            self.report(&text.span, format!("`{key}` has no letter that a reader sees"), hint);
            return None;
        }
        Some(text)
    }

    /// A text that must be there.
    pub(super) fn needed(&mut self, key: &str, hint: &str) -> Option<Placed<String>> {
        let text = self.text(key);
        self.require(key, text, hint)
    }

    /// One of several things, each called by a word.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Option<Placed<T>> {
        let text = self.text(key)?;
        if let Some(&value) = all.iter().find(|&&one| word(one) == text.value) {
            let span = text.span;
            return Some(Placed { value, span });
        }
        let words: Vec<&str> = all.iter().map(|&one| word(one)).collect();
        let hint = did_you_mean(&text.value, words.iter().copied())
            .unwrap_or_else(|| format!("one of: {}", words.join(", ")));
        let message = format!("`{key}` can't be `{}`", text.value);
        self.report(&text.span, message, &hint);
        None
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, key: &str) -> Option<Placed<bool>> {
        self.typed(key, "true or false", DeValue::as_bool)
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, key: &str, least: u16, most: u16) -> Option<Placed<u16>> {
        let number = self.typed(key, "a whole number", |value| {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix()).ok()
        })?;
        match u16::try_from(number.value) {
            Ok(value) if (least..=most).contains(&value) => {
                Some(Placed { value, span: number.span })
            }
            Ok(_) | Err(_) => {
                let message = format!("`{key}` can't be {}", number.value);
                let hint = format!("from {least} to {most}");
                self.report(&number.span, message, &hint);
                None
            }
        }
    }

    /// A day: a TOML date, or the same in quotes.
    pub(super) fn day(&mut self, key: &str) -> Option<Placed<Date>> {
        const HINT: &str = "write a day as 2026-12-31";
        let found = self.get(key)?;
        let span = found.span();
        let written = match found.get_ref() {
            DeValue::Datetime(written) => written.to_string(),
            DeValue::String(written) if written.trim().is_empty() => {
                self.report(&span, format!("`{key}` is empty"), HINT);
                return None;
            }
            DeValue::String(written) => written.trim().to_owned(),
            other @ (DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_)) => {
                let message = format!("`{key}` is {}, not a date", a_type(other));
                self.report(&span, message, HINT);
                return None;
            }
        };
        match date(&written) {
            Ok(value) => Some(Placed { value, span }),
            Err(why) => {
                self.report(&span, format!("`{key}`: {why}"), HINT);
                None
            }
        }
    }

    /// A list of texts that say something.
    pub(super) fn texts(&mut self, key: &str) -> Vec<Placed<String>> {
        let Some(found) = self.get(key) else {
            return vec![];
        };
        let Some(list) = found.get_ref().as_array() else {
            let message = format!("`{key}` is {}, not a list", a_type(found.get_ref()));
            let hint = format!("write {key} = [\"…\"]");
            self.report(&found.span(), message, &hint);
            return vec![];
        };
        let mut texts = vec![];
        for element in list.iter() {
            let text = element.get_ref().as_str().map(str::trim);
            match text.filter(|text| !text.is_empty()) {
                Some(text) => texts.push(Placed { value: text.to_owned(), span: element.span() }),
                None => {
                    let what = a_type(element.get_ref());
                    let message = format!("an element of `{key}` is {what} that says nothing");
                    self.report(&element.span(), message, "write a text in quotes");
                }
            }
        }
        texts
    }

    /// A table within.
    pub(super) fn table(&mut self, key: &str) -> Option<(&'t DeTable<'i>, Range<usize>)> {
        let found = self.get(key)?;
        let span = found.span();
        match found.get_ref().as_table() {
            Some(table) => Some((table, span)),
            None => {
                let message = format!("`{key}` is {}, not a table", a_type(found.get_ref()));
                self.report(&span, message, &format!("write [{key}]"));
                None
            }
        }
    }
}

/// Tables with their places.
type Tables<'t, 'i> = Vec<(&'t DeTable<'i>, Range<usize>)>;

/// The tables of a list `[[name]]`.
///
/// # Errors
/// If it is no list, or some of its elements are no tables.
pub(super) fn tables<'t, 'i>(
    value: &'t Spanned<DeValue<'i>>,
    name: &str,
) -> Result<Tables<'t, 'i>, Vec<SpanError>> {
    let wrong = |value: &Spanned<DeValue<'_>>| {
        let message = format!("`{name}` is {}, not a list of tables", a_type(value.get_ref()));
        SpanError::new(value.span(), message).hint(format!("write [[{name}]] above each entry"))
    };
    let Some(list) = value.get_ref().as_array() else {
        return Err(vec![wrong(value)]);
    };
    let (mut found, mut mistakes) = (vec![], vec![]);
    for element in list.iter() {
        match element.get_ref().as_table() {
            Some(table) => found.push((table, element.span())),
            None => mistakes.push(wrong(element)),
        }
    }
    if mistakes.is_empty() { Ok(found) } else { Err(mistakes) }
}

fn a_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
