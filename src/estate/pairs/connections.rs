//! Connections to what agents can't do without: models and indexes.

use super::difference::{Compared, Difference, Differences};
use super::side::{Side, complete, local};
use crate::catalogue::Connection;
use crate::estate::link::Links;
use crate::estate::serving::serves_agents;
use crate::model::{Fact, Kind, Provenance, Value};
use std::collections::BTreeSet;

/// The categories of such connections.
const CRITICAL: [&str; 4] = ["azureopenai", "aiservices", "cognitivesearch", "serverless"];

struct Critical {
    category: String,
    name: String,
    target: Value,
}

impl Critical {
    fn serves_for(&self, primary: &Self) -> bool {
        self.category.eq_ignore_ascii_case(&primary.category) && self.target != primary.target
    }
}

/// Whether an account or one of its projects is connected to a container registry: hosted agents start from its images.
pub(super) fn has_registry(side: &Side<'_>) -> Fact<bool> {
    let projects = &side.account.projects;
    let lists = projects.items.iter().map(|project| &project.connections);
    let lists: Vec<_> = lists.chain([&side.account.connections]).collect();
    let lacks = lists.iter().filter_map(|list| list.lack.clone()).chain(projects.lack.clone());
    let lacks = lacks.map(|(why, at)| Fact::Missing(why, at));
    let connections = lists.iter().flat_map(|list| &list.items);
    Fact::any(connections.map(|one| one.leads_to(Kind::ContainerRegistry)).chain(lacks))
}

/// Whether an account or its projects have critical connections.
pub(super) fn has_critical(side: &Side<'_>, links: &Links) -> Fact<bool> {
    critical(side, links).map(|all| !all.is_empty())
}

/// Those of the primary that have no counterpart. One of the same name counts first, then any other of its category, each
/// once.
pub(super) fn missing(primary: &Side<'_>, standby: &Side<'_>, links: &Links) -> Differences {
    critical(primary, links).then(|ours| {
        critical(standby, links).map(|mut theirs| {
            let mut unmatched = Vec::new();
            for one in ours {
                let same_name = |other: &Critical| {
                    other.serves_for(&one) && other.name.eq_ignore_ascii_case(&one.name)
                };
                match theirs.iter().position(same_name) {
                    Some(at) => drop(theirs.swap_remove(at)),
                    None => unmatched.push(one),
                }
            }
            unmatched.retain(|one| {
                let found = theirs.iter().position(|other| other.serves_for(one));
                found.map(|at| theirs.swap_remove(at)).is_none()
            });
            unmatched.into_iter().map(difference).collect()
        })
    })
}

fn difference(one: Critical) -> Difference {
    let what = Compared::Connection { name: one.name, category: one.category };
    Difference::missing(what, one.target)
}

/// The critical connections of an account and its projects, but for those that are there for agents' state: a standby
/// without projects needs no stores.
fn critical(side: &Side<'_>, links: &Links) -> Fact<Vec<Critical>> {
    let hosts = Fact::all(side.bindings.iter().map(|one| one.complete()));
    let projects = complete(Fact::Known(vec![], Provenance::None), &side.account.projects);
    let lists = side.account.projects.items.iter().map(|p| &p.connections);
    let mut all = projects.then(|none: Vec<Critical>| hosts.map(|_| none));
    for list in lists.chain([&side.account.connections]) {
        let critical = list.items.iter().map(|one| {
            one_critical(one).then(|critical| match critical {
                None => Fact::Known(None, Provenance::None),
                Some(critical) => serves_agents(side.account, &one.id, links)
                    .map(|serves| (!serves).then_some(critical)),
            })
        });
        let found = complete(Fact::collect(critical), list);
        all = all.then(|mut all| {
            found.map(|more| {
                all.extend(more.into_iter().flatten());
                all
            })
        });
    }
    all.map(|mut all| {
        let mut seen = BTreeSet::new();
        all.retain(|one| seen.insert((one.category.to_lowercase(), one.name.to_lowercase())));
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    })
}

fn one_critical(connection: &Connection) -> Fact<Option<Critical>> {
    local(&connection.facts, "category").then(|category| {
        let category = category.as_text().unwrap_or_default().to_owned();
        if !CRITICAL.contains(&category.to_lowercase().as_str()) {
            return Fact::Known(None, Provenance::None);
        }
        local(&connection.facts, "resource_id").then(|id| {
            local(&connection.facts, "target_host").map(|host| {
                let folded = id.as_text().map(str::to_lowercase);
                Some(Critical {
                    category,
                    name: connection.id.name().to_owned(),
                    target: folded.map_or(host, Value::from),
                })
            })
        })
    })
}
