//! One rule, one subject: the verdict, its sentence and its remedy.

use super::load::fields;
use super::program::{Each, ForKind};
use super::{Class, Judgement, Remedy, Rule, RuleVerdict, message};
use crate::condition::{Condition, Evaluation, FactRef, Reason, View, bind_element};
use crate::estate::{Presence, Subject};
use crate::model::{ResourceId, Value, Why};
use cel::Context;

impl Rule {
    /// Judges a subject; nothing for a kind that isn't the rule's. `scope` holds the subject's facts.
    /// Must run on the large stack.
    pub(super) fn judge(&self, scope: &Context<'_, 'static>, view: &View<'_>) -> Vec<Judgement> {
        let Some(part) = self.program.of(view.kind) else {
            return vec![];
        };
        let case = Case { rule: self, part, scope, view };
        match self.class {
            Class::Statement => case.state(),
            Class::Attestation => vec![case.attest()],
            Class::Check => case.check(),
        }
    }

    /// The remedy for a subject, or for the element of it that `part` names. None if the section *How to fix* is empty or
    /// the subject isn't of a kind that the rule judges.
    #[must_use]
    pub fn remedy(&self, subject: &Subject, part: Option<&str>) -> Option<Remedy> {
        let view = View::from(subject);
        let template = self.program.of(view.kind)?.remedy.as_ref()?;
        let element = part.and_then(|part| self.element(&view, part));
        Some(template.fill(&view, element))
    }

    fn element<'v>(&self, view: &View<'v>, part: &str) -> Option<&'v Value> {
        let mut named = parts(self.program.each?, view);
        named.find_map(|(name, element)| (name == part).then_some(element))
    }

    /// The scopes that a part of a subject comes from: the field `scopes` of the element. For the whole, the subject itself.
    /// None if the rule judges no list whose elements tell that.
    #[must_use]
    pub fn scopes(&self, subject: &Subject, part: Option<&str>) -> Option<Vec<ResourceId>> {
        let fields = fields(subject.kind, self.program.each?.list)?;
        fields.iter().find(|field| field.name == SCOPES)?;
        let Some(part) = part else {
            return Some(vec![subject.id.clone()]);
        };
        let element = self.element(&View::from(subject), part);
        let scopes = element.and_then(|element| element.field(SCOPES));
        let scopes = scopes.map_or(&[][..], Value::elements).iter().filter_map(Value::as_text);
        Some(scopes.map(ResourceId::new).collect())
    }
}

/// The field of an element that tells at which scopes it was given.
const SCOPES: &str = "scopes";

/// The elements that a rule judges, with their names. An element whose name another one has gets a number, so that each
/// finding has its own fingerprint.
fn parts<'a>(each: Each, view: &View<'a>) -> impl Iterator<Item = (String, &'a Value)> {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    view.elements(each.list).iter().map(move |element| {
        let name = each.part(element);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        let numbered = if *count == 1 { name } else { format!("{name} #{count}") };
        (numbered, element)
    })
}

/// A rule at work on a subject.
struct Case<'c, 'v> {
    rule: &'c Rule,
    part: &'c ForKind,
    scope: &'c Context<'c, 'static>,
    view: &'c View<'v>,
}

impl<'v> Case<'_, 'v> {
    fn attest(&self) -> Judgement {
        let applies = match (&self.rule.program.when, self.view.presence) {
            (Some(when), Presence::Found | Presence::Unread(..)) => {
                self.decide(when, self.scope, 1)
            }
            (None, _) | (Some(_), Presence::Placeholder(..)) => Evaluation::Yes,
        };
        match self.unless_applicable(applies) {
            Some(judgement) => judgement,
            None => self.judgement(None, RuleVerdict::Manual, None),
        }
    }

    /// A statement is made unless it is known not to apply, and never about what nobody has seen.
    fn state(&self) -> Vec<Judgement> {
        if let Presence::Placeholder(..) = self.view.presence {
            return vec![];
        }
        let applies = match &self.rule.program.when {
            Some(when) => self.decide(when, self.scope, 1),
            None => Evaluation::Yes,
        };
        let verdict = match applies {
            Evaluation::Yes => RuleVerdict::Pass,
            Evaluation::No => RuleVerdict::NotApplicable,
            Evaluation::Undecided | Evaluation::TooLarge(_) | Evaluation::Broken(_) => {
                self.verdict(applies)
            }
        };
        let message = self.passed(None);
        vec![Judgement { message, ..self.judgement(None, verdict, None) }]
    }

    fn check(&self) -> Vec<Judgement> {
        if let Presence::Placeholder(..) = self.view.presence {
            return vec![self.judgement(None, self.unknown(), None)];
        }
        if let Some(when) = &self.rule.program.when {
            let applies = self.decide(when, self.scope, 1);
            if let Some(judgement) = self.unless_applicable(applies) {
                return vec![judgement];
            }
        }
        if let Some(manual) = &self.rule.program.manual {
            let verdict = match self.decide(manual, self.scope, 1) {
                Evaluation::Yes => Some(RuleVerdict::Manual),
                Evaluation::No => None,
                open
                @ (Evaluation::Undecided | Evaluation::TooLarge(_) | Evaluation::Broken(_)) => {
                    Some(self.verdict(open))
                }
            };
            if let Some(verdict) = verdict {
                return vec![self.judgement(None, verdict, None)];
            }
        }
        match (&self.rule.program.check, self.rule.program.each) {
            (check, Some(each)) => self.check_each(check.as_ref(), each),
            (Some(check), None) => {
                let verdict = self.verdict(self.decide(check, self.scope, 1));
                vec![self.judgement(None, verdict, None)]
            }
            (None, None) => vec![],
        }
    }

    /// Without a condition, to be on the list is the fault.
    fn check_each(&self, check: Option<&Condition>, each: Each) -> Vec<Judgement> {
        let Some(list) = self.view.value(each.list) else {
            return vec![self.judgement(None, self.unknown(), None)];
        };
        let count = list.elements().len();
        if count == 0 {
            let verdict = self.verdict(Evaluation::Yes);
            return vec![self.judgement(None, verdict, None)];
        }
        let elements = parts(each, self.view).map(|(part, element)| {
            let decision = check.map_or(Evaluation::No, |check| {
                self.decide(check, &bind_element(self.scope, element), count)
            });
            self.judgement(Some(part), self.verdict(decision), Some(element))
        });
        elements.chain(self.rest_of(each)).collect()
    }

    /// What a list shows is judged even if it may not show everything: then the rest is one more finding, unknown. A list
    /// tells so by a fact of its name and `_complete`.
    fn rest_of(&self, each: Each) -> Option<Judgement> {
        let complete = FactRef::find(self.view.kind, &format!("{}_complete", each.list))?;
        let why = self.view.missing_at(complete.at)?;
        let fact = complete.name;
        let reasons = vec![Reason { fact, why }];
        Some(self.judgement(None, RuleVerdict::Unknown(reasons), None))
    }

    fn decide(
        &self,
        condition: &Condition,
        scope: &Context<'_, 'static>,
        times: usize,
    ) -> Evaluation {
        condition.decide(scope, self.view, times)
    }

    /// The judgement of a rule that doesn't apply, or of which that isn't known.
    fn unless_applicable(&self, applies: Evaluation) -> Option<Judgement> {
        let verdict = match applies {
            Evaluation::Yes => return None,
            Evaluation::No => RuleVerdict::NotApplicable,
            Evaluation::Undecided | Evaluation::TooLarge(_) | Evaluation::Broken(_) => {
                self.verdict(applies)
            }
        };
        Some(self.judgement(None, verdict, None))
    }

    /// The verdict of the check. Nobody can vouch for a subject that couldn't be seen, so there is no pass on one.
    fn verdict(&self, decision: Evaluation) -> RuleVerdict {
        match (decision, self.view.presence) {
            (Evaluation::Yes, Presence::Found) => RuleVerdict::Pass,
            (Evaluation::Yes, Presence::Unread(why, _) | Presence::Placeholder(why, _)) => {
                RuleVerdict::Unknown(vec![Reason { fact: "id", why: why.clone() }])
            }
            (Evaluation::No, _) => RuleVerdict::Fail,
            (Evaluation::Undecided, _) => self.unknown(),
            (Evaluation::TooLarge(fact), _) => RuleVerdict::Unknown(vec![Reason {
                fact,
                why: Why::Unresolved("a list too large for the rule".into()),
            }]),
            (Evaluation::Broken(error), _) => RuleVerdict::Broken(error),
        }
    }

    fn unknown(&self) -> RuleVerdict {
        RuleVerdict::Unknown(self.view.reasons(&self.part.reads))
    }

    fn judgement(
        &self,
        part: Option<String>,
        verdict: RuleVerdict,
        element: Option<&'v Value>,
    ) -> Judgement {
        let message = self.message(&verdict, element);
        let remedy = match verdict {
            RuleVerdict::Fail | RuleVerdict::Manual => {
                let template = self.part.remedy.as_ref();
                template.map(|template| template.fill(self.view, element))
            }
            // What isn't known to be wrong is not to be mended, and may not be able to take the remedy.
            RuleVerdict::Unknown(_)
            | RuleVerdict::Pass
            | RuleVerdict::Broken(_)
            | RuleVerdict::NotApplicable => None,
        };
        Judgement {
            part,
            verdict,
            message,
            remedy,
            facts: self.part.reads.iter().map(|fact| fact.name).collect(),
            element: self.rule.program.each.and_then(|each| Some((each.list, element?.clone()))),
        }
    }

    fn message(&self, verdict: &RuleVerdict, element: Option<&'v Value>) -> String {
        match verdict {
            RuleVerdict::Pass => self.passed(element),
            RuleVerdict::Fail => match &self.part.fail {
                Some(template) => template.fill(self.view, element),
                None => format!("not so: {}", self.rule.title),
            },
            RuleVerdict::Unknown(reasons) => message::unknown(reasons),
            RuleVerdict::Broken(error) => format!("rule error: {error}"),
            RuleVerdict::Manual => match &self.part.manual {
                Some(template) => template.fill(self.view, element),
                None => format!("to be attested: {}", self.rule.title),
            },
            RuleVerdict::NotApplicable => self.not_applicable(),
        }
    }

    /// With an empty list there is no element that a template could show.
    fn passed(&self, element: Option<&'v Value>) -> String {
        match (&self.part.pass, self.rule.program.each) {
            (Some(template), Some(each)) if element.is_none() && template.needs_element() => {
                format!("nothing to object to: {} is empty", each.list)
            }
            (Some(template), _) => template.fill(self.view, element),
            (None, _) => self.rule.title.clone(),
        }
    }

    fn not_applicable(&self) -> String {
        let guilty =
            self.rule.program.when.as_ref().map(|when| when.blame(self.scope)).unwrap_or_default();
        let guilty: Vec<FactRef> =
            self.part.reads.iter().filter(|fact| guilty.contains(fact.name)).copied().collect();
        message::not_applicable(&guilty, self.view)
    }
}
