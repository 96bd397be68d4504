//! The policies in force in one subscription, judged for one resource.

use super::candidate::{Candidate, PolicyRule};
use super::condition::{all, holds};
use super::selection::{effect, selected};
use super::target::PolicyTarget;
use crate::catalogue::{self, DENY_ACTION, PolicyExemption};
use crate::estate::index::{Lack, Listing};
use crate::model::{Fact, Provenance, Value, Why};
use serde_json::Value as Json;
use time::OffsetDateTime;

/// What may deny deletions in one subscription.
pub(super) struct InForce {
    pub(super) candidates: Vec<Candidate>,
    pub(super) exemptions: Listing<PolicyExemption>,
    /// When the exemptions were read: one that had expired by then exempts nothing.
    pub(super) read_at: Option<OffsetDateTime>,
    pub(super) lack: Option<Lack>,
    pub(super) evidence: Provenance,
}

/// What policies stop.
pub(in crate::estate) struct Denied {
    /// The deletion of the resource itself.
    pub(in crate::estate) directly: Fact<bool>,
    /// The deletion of its resource group.
    pub(in crate::estate) by_group: Fact<bool>,
    /// Names of the assignments that are known to stop one of them.
    pub(in crate::estate) names: Fact,
}

/// What one policy stops.
struct Stops {
    directly: Fact<bool>,
    by_group: Fact<bool>,
}

impl InForce {
    pub(super) fn deny(&self, target: &PolicyTarget<'_>) -> Denied {
        let stops = self.candidates.iter().map(|one| (one, self.stops(one, target)));
        let stops: Vec<(&Candidate, Stops)> = stops.collect();
        let lack = || self.lack.as_ref().map(Fact::from);
        // With nothing in force that may deny, the list itself is what tells.
        let listed = || std::iter::once(self.known(false));
        let any = |of: fn(&Stops) -> &Fact<bool>| {
            let each = stops.iter().map(|(_, stops)| of(stops).clone());
            Fact::any(each.chain(lack()).chain(listed()))
        };
        let denies = |stops: &Stops| {
            matches!(stops.directly, Fact::Known(true, _))
                || matches!(stops.by_group, Fact::Known(true, _))
        };
        let mut names: Vec<&str> = stops
            .iter()
            .filter(|(_, stops)| denies(stops))
            .map(|(one, _)| one.assignment.id.name())
            .collect();
        names.sort_unstable();
        names.dedup();
        let names = match &self.lack {
            Some(lack) if names.is_empty() => lack.into(),
            Some(_) | None => Fact::Known(Value::texts(names), self.evidence.clone()),
        };
        Denied {
            directly: any(|stops| &stops.directly),
            by_group: any(|stops| &stops.by_group),
            names,
        }
    }

    fn known(&self, value: bool) -> Fact<bool> {
        Fact::Known(value, self.evidence.clone())
    }

    /// `None` as what isn't understood.
    fn told(&self, value: Option<bool>, what: &str) -> Fact<bool> {
        value.map_or_else(
            || Fact::Missing(Why::Unresolved(what.to_owned()), self.evidence.clone()),
            |value| self.known(value),
        )
    }

    fn stops(&self, one: &Candidate, target: &PolicyTarget<'_>) -> Stops {
        let name = one.assignment.id.name();
        let applies = [
            self.known(catalogue::covers(&one.assignment.scope, target.id)),
            self.told(included(one, target), &format!("what {name} leaves out")),
            self.told(one.assignment.enforced, &format!("whether {name} is enforced")),
            self.told(
                selected(&one.assignment.selectors, target, one.member.as_deref()),
                &format!("the selectors of {name}"),
            ),
        ];
        // Away from the resource, neither its definition nor its exemptions matter.
        let applies = Fact::all(applies);
        if matches!(applies, Fact::Known(false, _)) {
            return Stops { directly: applies.clone(), by_group: applies };
        }
        let denies = one.rule.clone().then(|rule| self.denies(one, &rule, target));
        if matches!(denies, Fact::Known(false, _)) {
            return Stops { directly: denies.clone(), by_group: denies };
        }
        let denies = Fact::all([denies, applies, self.not_exempt(one, target)]);
        let rule = one.rule.clone();
        let of_mode = |tell: fn(&PolicyRule, &PolicyTarget<'_>) -> Option<bool>, what: &str| {
            let tells = rule.clone().then(|rule| self.told(tell(&rule, target), what));
            Fact::all([denies.clone(), tells])
        };
        Stops {
            directly: of_mode(
                mode_stops_directly,
                &format!("whether a policy of this mode ({name}) sees a resource of this kind"),
            ),
            by_group: of_mode(
                mode_stops_group,
                &format!("whether {name} stops the deletion of a resource group"),
            ),
        }
    }

    /// Whether the definition, with its parameters, denies the deletion of a resource like this.
    fn denies(&self, one: &Candidate, rule: &PolicyRule, target: &PolicyTarget<'_>) -> Fact<bool> {
        let name = one.assignment.id.name();
        let set = rule.arguments.resolve(&rule.definition.effect);
        let effect = effect(&one.assignment.overrides, set, target, one.member.as_deref());
        let denies = effect.map(|effect| effect.eq_ignore_ascii_case(DENY_ACTION));
        Fact::all([
            self.told(denies, &format!("the effect of {name}")),
            self.told(denies_deletion(rule), &format!("the actions that {name} denies")),
            self.told(
                holds(&rule.definition.condition, &rule.arguments, target),
                &format!("the condition of {name}"),
            ),
        ])
    }

    fn not_exempt(&self, one: &Candidate, target: &PolicyTarget<'_>) -> Fact<bool> {
        let each = self.exemptions.items.iter().map(|exemption| {
            let exempt = self.exempts(exemption, one, target).map(|exempt| !exempt);
            let evidence = self.exemptions.evidence.clone();
            match exempt {
                Some(free) => Fact::Known(free, evidence),
                None => {
                    let what = format!("an exemption from {}", one.assignment.id.name());
                    Fact::Missing(Why::Unresolved(what), evidence)
                }
            }
        });
        let listed = Fact::Known(true, self.exemptions.evidence.clone());
        Fact::all(each.chain(self.exemptions.rest()).chain([listed]))
    }

    fn exempts(
        &self,
        exemption: &PolicyExemption,
        one: &Candidate,
        target: &PolicyTarget<'_>,
    ) -> Option<bool> {
        // An initiative that isn't known stands for all of its members.
        let of_member = match &one.member {
            _ if exemption.members.is_empty() => Some(true),
            Some(member) => Some(exemption.members.contains(member)),
            None => None,
        };
        let expired = match (exemption.expires, self.read_at) {
            (Some(until), Some(read_at)) => until <= read_at,
            (None, _) | (_, None) => false,
        };
        if exemption.assignment != one.assignment.id
            || of_member == Some(false)
            || expired
            || !catalogue::covers(&exemption.scope, target.id)
        {
            return Some(false);
        }
        all([of_member, selected(&exemption.selectors, target, one.member.as_deref())])
    }
}

/// False if the resource is left out. Which management group a subscription lies in isn't read.
fn included(one: &Candidate, target: &PolicyTarget<'_>) -> Option<bool> {
    let out = &one.assignment.not_scopes;
    if out.iter().any(|scope| scope.covers(target.id)) {
        return Some(false);
    }
    let inherited = out.iter().any(catalogue::is_management_group);
    (!inherited).then_some(true)
}

/// True if deletion is among the actions. Azure supports no other, but a definition has to name it.
fn denies_deletion(rule: &PolicyRule) -> Option<bool> {
    match rule.arguments.resolve(&rule.definition.actions)? {
        Json::Array(actions) => Some(actions.iter().any(|action| {
            action.as_str().is_some_and(|action| action.eq_ignore_ascii_case("delete"))
        })),
        _ => None,
    }
}

/// Mode `All` sees every resource, `Indexed` those with tags and a location. Whether that takes in a child resource such as
/// a project isn't documented.
fn mode_stops_directly(rule: &PolicyRule, target: &PolicyTarget<'_>) -> Option<bool> {
    match rule.definition.mode.to_lowercase().as_str() {
        "all" => Some(true),
        "indexed" if !target.is_child() => Some(true),
        _ => None,
    }
}

/// Only mode `Indexed` stops the deletion of the group, unless it is told to allow it.
fn mode_stops_group(rule: &PolicyRule, target: &PolicyTarget<'_>) -> Option<bool> {
    match rule.definition.mode.to_lowercase().as_str() {
        "all" => Some(false),
        "indexed" => {
            let set = rule.arguments.resolve(&rule.definition.on_group_delete)?;
            let stops = match set {
                Json::Null => true,
                Json::String(set) if set.eq_ignore_ascii_case("deny") => true,
                Json::String(set) if set.eq_ignore_ascii_case("allow") => false,
                _ => return None,
            };
            (!stops || !target.is_child()).then_some(stops)
        }
        _ => None,
    }
}
