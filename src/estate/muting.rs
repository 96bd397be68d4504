//! Which alerts fall silent: an alert processing rule takes their action groups away, all alerts of a scope or some of
//! them. Of a rule that reaches a part of what an alert watches, only the accounts and stores in that part matter.

use super::counting::CountedAlert;
use crate::catalogue::{MutingRule, Reach};
use crate::model::{Fact, Provenance, ResourceId, Value, Why};

/// The alerts that are muted, and the rules that mute them. `places` are the accounts and stores that matter.
pub(super) fn facts(
    alerts: &Fact<Vec<CountedAlert>>,
    rules: &Fact<Vec<MutingRule>>,
    places: &Fact<Vec<ResourceId>>,
) -> [(&'static str, Fact); 2] {
    let pairs = alerts.as_ref().then(|alerts| match alerts[..] {
        // Without an alert there is nothing to mute, whatever the rules are.
        [] => Fact::Known(vec![], Provenance::None),
        _ => rules.as_ref().then(|rules| {
            let pairs = alerts.iter().flat_map(|alert| rules.iter().map(move |rule| (alert, rule)));
            Fact::collect(pairs.map(|(alert, rule)| {
                let names = (alert.id.name().to_owned(), rule.name.clone());
                mutes(rule, alert, places).map(|muted| (names, muted))
            }))
        }),
    });
    let pairs = pairs.map(|all| {
        let muted = all.into_iter().filter(|(_, muted)| *muted);
        muted.map(|(names, _)| names).collect::<Vec<(String, String)>>()
    });
    let names = |of: fn(&(String, String)) -> &String| {
        pairs.as_ref().map(|all| {
            let mut names: Vec<&str> = all.iter().map(|one| of(one).as_str()).collect();
            names.sort_unstable();
            names.dedup();
            Value::texts(names)
        })
    };
    [("muted_alerts", names(|(alert, _)| alert)), ("muting_rules", names(|(_, rule)| rule))]
}

fn mutes(rule: &MutingRule, alert: &CountedAlert, places: &Fact<Vec<ResourceId>>) -> Fact<bool> {
    let known = |value: &Result<bool, Why>| match value {
        Ok(value) => Fact::Known(*value, Provenance::None),
        Err(why) => Fact::Missing(why.clone(), Provenance::None),
    };
    Fact::all([
        reaches(rule, alert, places),
        known(&rule.in_force),
        known(&rule.lets_in(&alert.id)),
    ])
}

fn reaches(rule: &MutingRule, alert: &CountedAlert, places: &Fact<Vec<ResourceId>>) -> Fact<bool> {
    let reach: Vec<Reach> = alert.watched.iter().map(|scope| rule.reach(scope)).collect();
    if reach.contains(&Reach::Whole) {
        return Fact::Known(true, Provenance::None);
    }
    if alert.of_service || !reach.contains(&Reach::Part) {
        return Fact::Known(false, Provenance::None);
    }
    places.as_ref().map(|places| places.iter().any(|place| rule.covers(place)))
}
