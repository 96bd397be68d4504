//! Alert processing rules that take the action groups from alerts: which alerts they reach, and when.
//!
//! What narrows one in a way that isn't understood (a severity, a text of the alert) leaves it open whether it reaches an
//! alert: neither "nobody is called" nor "somebody is" can be said then.

use super::Body;
use super::body::{all, any};
use crate::model::{ResourceId, Why};
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

/// An alert processing rule that removes all action groups.
#[derive(Clone, Debug)]
pub struct MutingRule {
    /// Its name.
    pub name: String,
    /// Whether it is in force when it was read, for good or at set times.
    pub in_force: Result<bool, Why>,
    scopes: Vec<ResourceId>,
    filters: Vec<Filter>,
}

/// A condition on the alert; folded.
#[derive(Clone, Debug)]
struct Filter {
    field: String,
    operator: String,
    values: Vec<String>,
}

/// How far a rule reaches into the scope of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    Whole,
    /// What lies in a part of it.
    Part,
    /// Nothing.
    None,
}

impl MutingRule {
    /// How far it reaches into a scope that an alert watches.
    #[must_use]
    pub fn reach(&self, watched: &ResourceId) -> Reach {
        if self.scopes.iter().any(|scope| scope.covers(watched)) {
            Reach::Whole
        } else if self.scopes.iter().any(|scope| watched.covers(scope)) {
            Reach::Part
        } else {
            Reach::None
        }
    }

    /// True if a resource lies in its scopes.
    #[must_use]
    pub fn covers(&self, id: &ResourceId) -> bool {
        self.scopes.iter().any(|scope| scope.covers(id))
    }

    /// Whether its filters let a fired alert in.
    ///
    /// # Errors
    /// If one of them looks at what isn't known of the alert before it fires.
    pub fn lets_in(&self, alert: &ResourceId) -> Result<bool, Why> {
        all(self.filters.iter().map(|filter| self.fits(filter, alert)))
    }

    fn fits(&self, filter: &Filter, alert: &ResourceId) -> Result<bool, Why> {
        let unknown = || {
            let what =
                format!("the filter {} of the alert processing rule {}", filter.field, self.name);
            Err(Why::Unresolved(what))
        };
        let here = match filter.field.as_str() {
            "alertruleid" => alert.folded().to_owned(),
            "alertrulename" => alert.name().to_lowercase(),
            "monitorcondition" => "fired".to_owned(),
            _ => return unknown(),
        };
        let is_among = filter.values.contains(&here);
        let has_part = filter.values.iter().any(|part| here.contains(part.as_str()));
        match filter.operator.as_str() {
            "equals" => Ok(is_among),
            "notequals" => Ok(!is_among),
            "contains" => Ok(has_part),
            "doesnotcontain" => Ok(!has_part),
            _ => unknown(),
        }
    }
}

/// Reads an alert processing rule; none if it is off or leaves the action groups where they are.
///
/// # Errors
/// If a part of it isn't known; so if it does something else than Microsoft's published types of 2021-08-08 know.
pub fn muting_rule(body: &Body<'_>) -> Result<Option<MutingRule>, Why> {
    if !body.flag("properties.enabled", true)? || !removes(body)? {
        return Ok(None);
    }
    let scopes = body.resources("properties.scopes")?;
    let filters = body.list("properties.conditions")?;
    Ok(Some(MutingRule {
        name: body.id().ok_or(Why::Malformed)?.name().to_owned(),
        in_force: in_force(body),
        scopes,
        filters: filters.iter().map(filter).collect::<Result<_, _>>()?,
    }))
}

/// Whether one of its actions takes the action groups away.
fn removes(body: &Body<'_>) -> Result<bool, Why> {
    let actions = body.list("properties.actions")?;
    any(actions.iter().map(|action| {
        let action = action.text("actionType")?;
        match action.to_lowercase().as_str() {
            "removeallactiongroups" => Ok(true),
            "addactiongroups" => Ok(false),
            _ => Err(Why::Unresolved(format!(
                "what the action {action} of an alert processing rule does"
            ))),
        }
    }))
}

fn filter(item: &Body<'_>) -> Result<Filter, Why> {
    let values = item.texts("values")?;
    Ok(Filter {
        field: item.text("field")?.to_lowercase(),
        operator: item.text("operator")?.to_lowercase(),
        values: values.iter().map(|value| value.to_lowercase()).collect(),
    })
}

/// The furthest that a time zone is behind and ahead of UTC.
const BEHIND: Duration = Duration::hours(12);
const AHEAD: Duration = Duration::hours(14);

/// Between its first and its last moment, as far as it has them. They are written without an offset, in a time zone by the
/// name that Windows gives it: only near them does the zone matter.
fn in_force(body: &Body<'_>) -> Result<bool, Why> {
    let read_at = body.read_at()?;
    let zone = body.text_or("properties.schedule.timeZone", "UTC")?;
    let is_utc = zone.eq_ignore_ascii_case("UTC");
    let is_past = |name: &str, absent: bool| {
        let Some(text) = body.opt_text(&format!("properties.schedule.{name}"))? else {
            return Ok(absent);
        };
        let at = moment(&text)?;
        let (behind, ahead) =
            if is_utc { (Duration::ZERO, Duration::ZERO) } else { (BEHIND, AHEAD) };
        if read_at >= at + behind {
            Ok(true)
        } else if read_at < at - ahead {
            Ok(false)
        } else {
            Err(Why::Unresolved(format!("whether it is past {text} in {zone}")))
        }
    };
    all([is_past("effectiveFrom", true), is_past("effectiveUntil", false).map(|over| !over)])
}

fn moment(text: &str) -> Result<OffsetDateTime, Why> {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    let whole = text.split(['.', 'Z']).next().unwrap_or_default();
    let at = PrimitiveDateTime::parse(whole, &format).map_err(|_| Why::Malformed)?;
    Ok(at.assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};
    use time::macros::datetime;

    const ALERT: &str =
        "/subscriptions/s/resourceGroups/m/providers/Microsoft.Insights/activityLogAlerts/Health";

    fn rule(change: &Json) -> Result<Option<MutingRule>, Why> {
        let mut properties = json!({
            "scopes": ["/subscriptions/s/resourceGroups/g"],
            "actions": [{"actionType": "RemoveAllActionGroups"}],
        });
        for (name, value) in change.as_object().unwrap() {
            properties[name] = value.clone();
        }
        let id = "/subscriptions/s/resourceGroups/m/providers/Microsoft.AlertsManagement/actionRules/quiet";
        let json = json!({"id": id, "properties": properties});
        let body = Body::new(&json, &[], "2021-08-08", ReadId(0));
        muting_rule(&body.at_time(datetime!(2026-11-28 12:00 UTC)))
    }

    fn muting(change: &Json) -> MutingRule {
        rule(change).unwrap().unwrap()
    }

    #[test]
    fn a_rule_that_is_off_or_adds_action_groups_mutes_nothing() {
        assert!(rule(&json!({})).unwrap().is_some());
        assert!(rule(&json!({"enabled": false})).unwrap().is_none());
        assert!(rule(&json!({"actions": [{"actionType": "AddActionGroups"}]})).unwrap().is_none());
        assert!(rule(&json!({"actions": [{}]})).is_err());
        let other = json!([{"actionType": "AddActionGroups"}, {"actionType": "Delay"}]);
        assert!(rule(&json!({"actions": other})).is_err());
        assert!(rule(&json!({"actions": other, "enabled": false})).unwrap().is_none());
    }

    #[test]
    fn a_schedule_counts_from_its_first_to_its_last_moment() {
        for (schedule, expected) in [
            (json!({}), Some(true)),
            (json!({"effectiveUntil": "2026-11-28T12:00:00"}), Some(false)),
            (json!({"effectiveUntil": "2026-11-28T12:00:01"}), Some(true)),
            (json!({"effectiveFrom": "2026-11-28T12:00:01"}), Some(false)),
            (json!({"effectiveFrom": "2026-11-01T00:00:00", "recurrences": [{}]}), Some(true)),
            (
                json!({"effectiveUntil": "2026-11-28T10:00:00", "timeZone": "Pacific Standard Time"}),
                None,
            ),
            (
                json!({"effectiveUntil": "2026-11-26T10:00:00", "timeZone": "Pacific Standard Time"}),
                Some(false),
            ),
            (
                json!({"effectiveUntil": "2026-12-26T10:00:00", "timeZone": "Pacific Standard Time"}),
                Some(true),
            ),
            (json!({"effectiveUntil": "soon"}), None),
        ] {
            let found = muting(&json!({"schedule": schedule})).in_force;
            assert_eq!(found.ok(), expected, "{schedule}");
        }
    }

    #[test]
    fn filters_are_judged_by_what_is_known_before_an_alert_fires() {
        let by = |field: &str, operator: &str, value: &str| json!({"conditions": [{"field": field, "operator": operator, "values": [value]}]});
        for (change, expected) in [
            (json!({}), Some(true)),
            (by("AlertRuleName", "Equals", "health"), Some(true)),
            (by("AlertRuleName", "NotEquals", "health"), Some(false)),
            (by("AlertRuleId", "Contains", "activitylogalerts"), Some(true)),
            (by("AlertRuleName", "DoesNotContain", "eal"), Some(false)),
            (by("MonitorCondition", "Equals", "Resolved"), Some(false)),
            (by("Severity", "Equals", "Sev4"), None),
            (by("AlertRuleName", "Like", "x"), None),
        ] {
            let found = muting(&change).lets_in(&ResourceId::new(ALERT));
            assert_eq!(found.ok(), expected, "{change}");
        }
    }

    #[test]
    fn a_scope_reaches_all_or_a_part_of_what_an_alert_watches() {
        let here = muting(&json!({}));
        let reach = |watched: &str| here.reach(&ResourceId::new(watched));
        assert_eq!(reach("/subscriptions/s/resourceGroups/G/providers/x/y/z"), Reach::Whole);
        assert_eq!(reach("/subscriptions/s"), Reach::Part);
        assert_eq!(reach("/subscriptions/s/resourceGroups/g2"), Reach::None);
    }
}
