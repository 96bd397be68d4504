//! `[[waiver]]` and `[[attestation]]`: who answers for what, and until when.

use super::Reader;
use super::fields::{Fields, Placed};
use super::word::is_link;
use crate::audit::{Attestation, ExceptionKind, Pattern, Waiver};
use crate::rule::{Class, Rule};
use std::ops::Range;
use time::{Date, Duration};
use toml::de::DeTable;

/// A waiver or an attestation holds for at most this many days: a year, even with a leap day in it.
const LONGEST: u16 = 366;

/// Keys of `[[waiver]]`.
const WAIVER: [&str; 7] =
    ["rule", "subject", "part", "reason", "owner", "expires", "covers_unknown"];

/// Keys of `[[attestation]]`.
const ATTESTATION: [&str; 7] =
    ["rule", "subject", "statement", "owner", "evidence", "date", "valid_days"];

impl Reader<'_> {
    pub(super) fn waiver(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let mut fields = Fields::new(table, span.clone(), "[[waiver]]", &WAIVER);
        let rule = self.rule(&mut fields);
        let subject = fields.needed(
            "subject",
            "the resource's id, or a glob such as /subscriptions/**/accounts/contoso-dev",
        );
        let part = part(&mut fields, rule.as_ref());
        let reason = fields.needed("reason", "say why the risk is accepted");
        let owner = fields.needed("owner", "say who answers for it");
        let expires = self.expires(&mut fields);
        let covers_unknown = fields.flag("covers_unknown").is_some_and(|flag| flag.value);
        let pattern = subject.as_ref().map(|subject| Pattern::new(&subject.value));
        if let (Some(rule), Some(pattern), Ok(part)) = (&rule, &pattern, &part) {
            let kind = ExceptionKind::Waiver;
            self.declared_once(&mut fields, kind, rule, pattern, part.as_deref());
        }
        self.finish(fields);
        if let (Some(rule), Some(subject), Ok(part), Some(reason), Some(owner), Some(expires)) =
            (rule, pattern, part, reason, owner, expires)
        {
            self.config.waivers.push(Waiver {
                rule: rule.value.id.clone(),
                subject,
                part,
                reason: reason.value,
                owner: owner.value,
                expires,
                covers_unknown,
                place: self.place(span.start),
            });
        }
    }

    fn expires(&self, fields: &mut Fields<'_, '_>) -> Option<Date> {
        let expires = fields.day("expires");
        let expires = fields.require(
            "expires",
            expires,
            "no risk is accepted for ever: write a day as 2026-12-31",
        )?;
        let latest = self.today.saturating_add(Duration::days(LONGEST.into()));
        if expires.value > latest {
            let message = format!("{} is more than {LONGEST} days ahead", expires.value);
            let hint = format!("the latest day is {latest}; decide again then");
            fields.report(&expires.span, message, &hint);
            return None;
        }
        Some(expires.value)
    }

    pub(super) fn attestation(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let mut fields = Fields::new(table, span.clone(), "[[attestation]]", &ATTESTATION);
        let rule = self.attested_rule(&mut fields);
        let subject = fields.text("subject");
        let statement = fields.needed("statement", "say what is so");
        let owner = fields.needed("owner", "say who answers for it");
        let evidence = evidence(&mut fields);
        let date = self.date(&mut fields);
        let valid_days = fields.number("valid_days", 1, LONGEST);
        let valid_days =
            fields.require("valid_days", valid_days, "for how many days it holds, from `date` on");
        let pattern = match &subject {
            Some(subject) => Pattern::new(&subject.value),
            None => Pattern::everything(),
        };
        if let Some(rule) = &rule {
            let kind = ExceptionKind::Attestation;
            self.declared_once(&mut fields, kind, rule, &pattern, None);
        }
        self.finish(fields);
        if let (Some(rule), Some(statement), Some(owner), Some(evidence), Some(date), Some(days)) =
            (rule, statement, owner, evidence, date, valid_days)
        {
            self.config.attestations.push(Attestation {
                rule: rule.value.id.clone(),
                subject: pattern,
                statement: statement.value,
                owner: owner.value,
                evidence: evidence.value,
                date,
                valid_days: days.value,
                place: self.place(span.start),
            });
        }
    }

    /// Two identical entries would leave it open which of them holds.
    fn declared_once(
        &mut self,
        fields: &mut Fields<'_, '_>,
        kind: ExceptionKind,
        rule: &Placed<&Rule>,
        subject: &Pattern,
        part: Option<&str>,
    ) {
        let (id, part) = (&rule.value.id, part.map(str::to_lowercase));
        let what = format!("{kind:?} {id} {} {part:?}", subject.folded());
        let (word, span) = (kind.as_str(), fields.span.clone());
        self.is_first(fields, &span, what, |first| {
            let message =
                format!("a second {word} for the same rule, subject and part, after {first}");
            (message, "leave one of the two")
        });
    }
}

impl<'a> Reader<'a> {
    fn attested_rule(&self, fields: &mut Fields<'_, '_>) -> Option<Placed<&'a Rule>> {
        let rule = self.rule(fields)?;
        let id = &rule.value.id;
        let (what, hint) = match rule.value.class {
            Class::Attestation => return Some(rule),
            Class::Check => (
                "a check, which no attestation can settle",
                "fix what it finds, or accept the risk with [[waiver]]",
            ),
            Class::Statement => ("a statement, which nobody has to sign", "take it out"),
        };
        fields.report(&rule.span, format!("{id} is {what}"), hint);
        None
    }

    fn date(&self, fields: &mut Fields<'_, '_>) -> Option<Date> {
        let date = fields.day("date");
        let date = fields.require("date", date, "the day on which it was so, as 2026-12-31")?;
        // Tomorrow is today somewhere on earth.
        if date.value > self.today.saturating_add(Duration::DAY) {
            let message = format!("{} lies ahead", date.value);
            let hint = "nobody can testify what isn't so yet";
            fields.report(&date.span, message, hint);
            return None;
        }
        Some(date.value)
    }
}

/// The part of a waiver. An error (it is reported) if there must be one and is none, or the other way round.
fn part(fields: &mut Fields<'_, '_>, rule: Option<&Placed<&Rule>>) -> Result<Option<String>, ()> {
    let part = fields.text("part");
    let Some(rule) = rule else {
        return Ok(part.map(|part| part.value));
    };
    match (part, rule.value.each()) {
        (Some(part), Some(_)) => Ok(Some(part.value)),
        (None, None) if fields.get("part").is_none() => Ok(None),
        (Some(part), None) => {
            let message = format!("{} judges its subjects whole: no `part`", rule.value.id);
            fields.report(&part.span, message, "take `part` out");
            Err(())
        }
        (None, Some((list, key))) if fields.get("part").is_none() => {
            let span = fields.span.clone();
            let message = format!("`part` is missing: {} judges parts one by one", rule.value.id);
            let hint = format!("name one by its `{key}` in `{list}`; findings have it as `part`");
            fields.report(&span, message, &hint);
            Err(())
        }
        // What stands there isn't a text, which has been said.
        (None, _) => Err(()),
    }
}

fn evidence(fields: &mut Fields<'_, '_>) -> Option<Placed<String>> {
    const HINT: &str = "the address of the record, such as https://wiki.example.com/drill-7";
    let evidence = fields.needed("evidence", HINT)?;
    if !is_link(&evidence.value) {
        fields.report(&evidence.span, "`evidence` is no link", HINT);
        return None;
    }
    Some(evidence)
}
