//! Whether a Cosmos DB account's throughput limit leaves each project what its containers are made with, 1,000 RU/s each:
//! three by classic agents, two more by the Responses runtime at a project's first call (Microsoft Learn, "Use your own
//! resources", 2026-08-21).

use super::runtimes::RuntimeContainers;
use super::{GROUP, Sharing};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::BTreeMap;

/// RU/s that a project with classic agents only needs.
const CLASSIC: i64 = 3_000;

/// RU/s that a project needs once it uses the Responses runtime. Classic agents end on 2027-03-31.
const RESPONSES: i64 = 5_000;

impl Sharing<'_> {
    /// The throughput facts of a Cosmos DB account, from its limit and the containers of its agent database.
    pub(in crate::estate) fn throughput_facts(
        &self,
        id: &ResourceId,
        limit: Fact,
        containers: &Fact<Vec<String>>,
    ) -> Vec<(&'static str, Fact)> {
        let titles = self.on_responses(id, containers);
        let needed = RESPONSES.saturating_mul(count(titles.len()));
        let more = self.more_may_bind(Kind::CosmosAccount);
        let suffices = limit.clone().then(|limit| match (limit.as_int(), more) {
            (Some(..0), _) => Fact::Known(true, Provenance::None),
            (Some(limit), _) if limit < needed => Fact::Known(false, GROUP),
            (Some(_), None) => Fact::Known(true, GROUP),
            (Some(_), Some((why, evidence))) => Fact::Missing(why, evidence),
            (None, _) => Fact::Missing(Why::Malformed, Provenance::None),
        });
        let gap = limit.map(|limit| match limit.as_int() {
            Some(limit @ 0..) if limit < needed => gap(limit, &titles).into(),
            Some(_) | None => Value::Null,
        });
        vec![
            ("throughput_suffices", suffices.erase()),
            ("throughput_needed", Fact::Known(needed.into(), GROUP)),
            ("throughput_gap", gap.erase()),
        ]
    }

    /// The projects that bind an account, each with whether it uses the Responses runtime; none if that isn't known.
    fn on_responses(
        &self,
        id: &ResourceId,
        containers: &Fact<Vec<String>>,
    ) -> BTreeMap<&str, Option<bool>> {
        let of_project = |internal_id: &Fact<Option<String>>| match (internal_id, containers) {
            (Fact::Known(Some(internal_id), _), Fact::Known(names, _)) => {
                let own = RuntimeContainers::of_project(internal_id, names);
                Some(!own.responses.is_empty())
            }
            (Fact::Known(..) | Fact::Missing(..), Fact::Known(..) | Fact::Missing(..)) => None,
        };
        self.bound_by(Kind::CosmosAccount, id)
            .map(|(project, _, _)| (project.title.as_str(), of_project(&project.internal_id)))
            .collect()
    }
}

/// What a limit that is too low leaves no room for; it follows "a limit of 3,000 RU/s".
fn gap(limit: i64, projects: &BTreeMap<&str, Option<bool>>) -> String {
    let on = |state| {
        let titles = projects.iter().filter(|(_, on)| **on == state);
        titles.map(|(title, _)| *title).collect::<Vec<_>>()
    };
    let (moved, classic) = (on(Some(true)), on(Some(false)));
    let all = count(projects.len());
    let in_use = CLASSIC * all + (RESPONSES - CLASSIC) * count(moved.len());
    if limit < CLASSIC * all {
        "leaves less than 3,000 RU/s for each project".to_owned()
    } else if limit < in_use {
        format!("leaves no room to recreate {}", moved.join(", "))
    } else if classic.len() + moved.len() == projects.len() && !moved.is_empty() {
        format!("leaves {} classic agents only, which end on 2027-03-31", classic.join(", "))
    } else {
        "leaves room for classic agents only, which end on 2027-03-31".to_owned()
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::gap;
    use std::collections::BTreeMap;

    #[test]
    fn a_limit_is_too_low_for_what_is_there_or_for_what_comes() {
        let all =
            |states: [Option<bool>; 2]| gap_of(6_000, [("a/one", states[0]), ("a/two", states[1])]);
        assert_eq!(
            all([None, None]),
            "leaves room for classic agents only, which end on 2027-03-31"
        );
        assert_eq!(all([Some(true), None]), "leaves no room to recreate a/one");
        let moved = [("a/one", Some(true)), ("a/two", Some(false))];
        assert_eq!(gap_of(7_999, moved), "leaves no room to recreate a/one");
        let rest = "leaves a/two classic agents only, which end on 2027-03-31";
        assert_eq!(gap_of(8_000, moved), rest);
        assert_eq!(gap_of(5_999, moved), "leaves less than 3,000 RU/s for each project");
    }

    fn gap_of<const N: usize>(limit: i64, projects: [(&str, Option<bool>); N]) -> String {
        gap(limit, &BTreeMap::from(projects))
    }
}
