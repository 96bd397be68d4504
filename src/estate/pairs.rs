//! Primary and standby side by side: what the one has and the other lacks. The differences are records, so that rules and a
//! comparison for people say the same. A difference is known only if both sides are: one list that wasn't read in full
//! leaves its whole area open.

use super::bindings::ProjectBindings;
use super::graph::AccountNode;
use super::index::Listing;
use super::roles::Roles;
use crate::catalogue::{self, Connection, LocalFacts};
use crate::model::{Fact, Provenance, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// What: a setting, a model, a project, a connection.
    pub(super) what: String,
    /// How it is on the primary; none if it isn't there.
    pub(super) primary: Option<String>,
    /// How it is on the standby.
    pub(super) standby: Option<String>,
}

impl Difference {
    fn missing(what: String) -> Self {
        Self {
            primary: Some(what.clone()),
            what,
            standby: None,
        }
    }

    /// `public network access: Disabled, standby Enabled`; of what isn't there at all, its name.
    pub(super) fn sentence(&self) -> String {
        match (&self.primary, &self.standby) {
            (Some(primary), Some(standby)) => {
                format!("{}: {primary}, standby {standby}", self.what)
            }
            (Some(_), None) => self.what.clone(),
            (None, _) => format!("{}: only on the standby", self.what),
        }
    }
}

/// One side of a pair.
#[derive(Clone, Debug)]
pub(super) struct Side<'a> {
    pub(super) account: &'a AccountNode,
    /// The bindings of its projects.
    pub(super) bindings: Vec<&'a ProjectBindings>,
}

type Differences = Fact<Vec<Difference>>;

/// The settings of an account that both sides must share, with the names of their facts.
const SETTINGS: [(&str, &str); 7] = [
    ("sku", "pricing tier"),
    ("public_network_access", "public network access"),
    (
        "default_network_action",
        "default action of the network rules",
    ),
    ("network_injections", "network injection"),
    ("local_auth_disabled", "keys turned off"),
    ("customer_managed_key", "customer-managed key"),
    ("identity_types", "identity"),
];

/// The settings that differ.
pub(super) fn settings(primary: &Side<'_>, standby: &Side<'_>) -> Differences {
    let compare = |(name, what): (&str, &str)| {
        local(&primary.account.row.facts, name).then(|one| {
            local(&standby.account.row.facts, name).map(|other| {
                (one != other).then(|| Difference {
                    what: what.to_owned(),
                    primary: Some(one.to_string()),
                    standby: Some(other.to_string()),
                })
            })
        })
    };
    Fact::collect(SETTINGS.map(compare)).map(|all| all.into_iter().flatten().collect())
}

/// The named projects that the standby hasn't.
pub(super) fn projects(wanted: &[String], standby: &Side<'_>) -> Differences {
    let there = &standby.account.projects;
    let has = |name: &str| {
        let mut items = there.items.iter();
        items.any(|project| project.row.id.name().eq_ignore_ascii_case(name))
    };
    let missing = wanted.iter().filter(|name| !has(name));
    let missing: Vec<_> = missing.cloned().map(Difference::missing).collect();
    match &there.lack {
        // Those that were seen are there, whatever else the list holds.
        Some((why, evidence)) if !missing.is_empty() => {
            Fact::Missing(why.clone(), evidence.clone())
        }
        Some(_) | None => Fact::Known(missing, there.evidence.clone()),
    }
}

/// How a deployment's capacity is counted: units of different sorts can't be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Standard,
    Provisioned,
}

/// A deployment for real-time use.
struct Deployed {
    model: String,
    version: Option<String>,
    sort: Sort,
    /// None if it doesn't run.
    capacity: Option<i64>,
}

impl Deployed {
    /// `gpt-4o 2024-11-20`.
    fn title(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.model),
            None => self.model.clone(),
        }
    }

    fn is_same_model(&self, other: &Self) -> bool {
        let same_version = match (&self.version, &other.version) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            // Without a version Azure serves the default one of the moment.
            (None, _) | (_, None) => true,
        };
        self.model.eq_ignore_ascii_case(&other.model) && same_version
    }
}

fn deployed(side: &Side<'_>) -> Fact<Vec<Deployed>> {
    let listing = &side.account.deployments;
    let all = Fact::collect(listing.items.iter().map(|(_, facts)| one_deployed(facts)));
    complete(all, listing).map(|all| all.into_iter().flatten().collect())
}

/// None for batch and developer deployments: agents don't answer from them.
fn one_deployed(facts: &LocalFacts) -> Fact<Option<Deployed>> {
    local(facts, "routing").then(|routing| {
        if !matches!(routing.as_text(), Some("global" | "data-zone" | "region")) {
            return Fact::Known(None, Provenance::None);
        }
        local(facts, "sku").then(|sku| {
            local(facts, "model").then(|model| {
                local(facts, "model_version").then(|version| {
                    local(facts, "running_capacity").map(|capacity| {
                        let sku = sku.as_text().unwrap_or_default().to_lowercase();
                        Some(Deployed {
                            model: model.as_text().unwrap_or_default().to_owned(),
                            version: version.as_text().map(str::to_owned),
                            sort: if sku.contains("provisioned") {
                                Sort::Provisioned
                            } else {
                                Sort::Standard
                            },
                            capacity: capacity.as_int().filter(|units| *units > 0),
                        })
                    })
                })
            })
        })
    })
}

/// What the model deployments of a pair tell.
pub(super) struct Models {
    pub(super) any: Fact<bool>,
    pub(super) missing: Differences,
    pub(super) short: Differences,
    pub(super) provisioned: Fact<Vec<String>>,
    pub(super) without_fallback: Fact<Vec<String>>,
}

/// Compares the model deployments.
pub(super) fn models(primary: &Side<'_>, standby: &Side<'_>) -> Models {
    let both = || deployed(primary).then(|one| deployed(standby).map(|other| (one, other)));
    let provisioned = |all: &[Deployed]| {
        let ours = all.iter().filter(|one| one.sort == Sort::Provisioned);
        let names: BTreeSet<String> = ours.map(Deployed::title).collect();
        names.into_iter().collect::<Vec<_>>()
    };
    let without = |(one, other): (Vec<Deployed>, Vec<Deployed>)| {
        let falls_back = |ours: &&Deployed| {
            other.iter().any(|theirs| {
                theirs.sort == Sort::Standard
                    && theirs.capacity.is_some()
                    && ours.is_same_model(theirs)
            })
        };
        let ours = one.iter().filter(|ours| ours.sort == Sort::Provisioned);
        let names: BTreeSet<String> = ours
            .filter(|ours| !falls_back(ours))
            .map(Deployed::title)
            .collect();
        names.into_iter().collect()
    };
    Models {
        any: deployed(primary).map(|all| !all.is_empty()),
        missing: both().map(|(one, other)| missing_models(&one, &other)),
        short: both().map(|(one, other)| shortfalls(&one, &other)),
        provisioned: deployed(primary).map(|all| provisioned(&all)),
        without_fallback: both().map(without),
    }
}

fn missing_models(primary: &[Deployed], standby: &[Deployed]) -> Vec<Difference> {
    let missing = primary
        .iter()
        .filter(|ours| !standby.iter().any(|theirs| ours.is_same_model(theirs)));
    let titles: BTreeSet<String> = missing.map(Deployed::title).collect();
    titles.into_iter().map(Difference::missing).collect()
}

/// Models that both have, with less capacity on the standby. Of a model that the standby has only in units of the other
/// sort nothing can be said.
fn shortfalls(primary: &[Deployed], standby: &[Deployed]) -> Vec<Difference> {
    let mut needed: BTreeMap<(String, Sort), i64> = BTreeMap::new();
    for ours in primary {
        *needed
            .entry((ours.model.to_lowercase(), ours.sort))
            .or_default() += ours.capacity.unwrap_or_default();
    }
    let short = needed.into_iter().filter_map(|((model, sort), needed)| {
        let theirs = standby
            .iter()
            .filter(|one| one.sort == sort && one.model.to_lowercase() == model);
        let theirs: Vec<i64> = theirs.map(|one| one.capacity.unwrap_or_default()).collect();
        let there: i64 = theirs.iter().sum();
        (!theirs.is_empty() && there < needed).then(|| Difference {
            what: format!("capacity of {model}"),
            primary: Some(needed.to_string()),
            standby: Some(there.to_string()),
        })
    });
    short.collect()
}

/// Connections to what agents can't do without: models and indexes.
const CRITICAL: [&str; 4] = ["azureopenai", "aiservices", "cognitivesearch", "serverless"];

struct Link {
    category: String,
    name: String,
    target: Value,
}

impl Link {
    fn title(&self) -> String {
        format!("{} ({})", self.name, self.category)
    }

    fn stands_in_for(&self, primary: &Self) -> bool {
        self.category.eq_ignore_ascii_case(&primary.category) && self.target != primary.target
    }
}

/// Whether the primary has critical connections, and those that have no counterpart. One of the same name counts first, then
/// any other of its category, each once.
pub(super) fn connections(primary: &Side<'_>, standby: &Side<'_>) -> (Fact<bool>, Differences) {
    let any = links(primary).map(|all| !all.is_empty());
    let missing = links(primary).then(|ours| {
        links(standby).map(|mut theirs| {
            let mut unmatched = Vec::new();
            for one in ours {
                let same_name = |other: &Link| {
                    other.stands_in_for(&one) && other.name.eq_ignore_ascii_case(&one.name)
                };
                match theirs.iter().position(same_name) {
                    Some(at) => drop(theirs.swap_remove(at)),
                    None => unmatched.push(one),
                }
            }
            unmatched.retain(|one| {
                let found = theirs.iter().position(|other| other.stands_in_for(one));
                found.map(|at| theirs.swap_remove(at)).is_none()
            });
            let missing = unmatched.iter().map(Link::title);
            missing.map(Difference::missing).collect()
        })
    });
    (any, missing)
}

/// The critical connections of an account and its projects, those aside that capability hosts name: a standby without
/// projects needs no stores.
fn links(side: &Side<'_>) -> Fact<Vec<Link>> {
    let hosts = Fact::all(side.bindings.iter().map(|one| one.complete()));
    let projects = complete(
        Fact::Known(vec![], Provenance::None),
        &side.account.projects,
    );
    let named: BTreeSet<&ResourceId> = side
        .bindings
        .iter()
        .flat_map(|project| &project.bindings)
        .filter_map(|binding| binding.connection.as_ref())
        .collect();
    let lists = side.account.projects.items.iter().map(|p| &p.connections);
    let mut all = projects.then(|none: Vec<Link>| hosts.map(|_| none));
    for list in lists.chain([&side.account.connections]) {
        let open = list.items.iter().filter(|one| !named.contains(&one.id));
        let found = complete(Fact::collect(open.map(link)), list);
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

fn link(connection: &Connection) -> Fact<Option<Link>> {
    local(&connection.facts, "category").then(|category| {
        let category = category.as_text().unwrap_or_default().to_owned();
        if !CRITICAL.contains(&category.to_lowercase().as_str()) {
            return Fact::Known(None, Provenance::None);
        }
        local(&connection.facts, "resource_id").then(|id| {
            local(&connection.facts, "target_host").map(|host| {
                let folded = id.as_text().map(str::to_lowercase);
                Some(Link {
                    category,
                    name: connection.id.name().to_owned(),
                    target: folded.map_or(host, Value::from),
                })
            })
        })
    })
}

/// A fact of a body by name.
pub(super) fn local(facts: &LocalFacts, name: &str) -> Fact {
    let found = facts.iter().find(|(known, _)| *known == name);
    found.map_or(
        Fact::Missing(Why::NotRead, Provenance::None),
        |(_, fact)| fact.clone(),
    )
}

/// The fact, unless the list behind it is incomplete.
fn complete<T, U>(fact: Fact<Vec<T>>, listing: &Listing<U>) -> Fact<Vec<T>> {
    match &listing.lack {
        Some((why, evidence)) => Fact::Missing(why.clone(), evidence.clone()),
        None => match fact {
            Fact::Known(values, evidence) => Fact::Known(values, evidence.and(&listing.evidence)),
            missing @ Fact::Missing(..) => missing,
        },
    }
}

/// The roles of users and groups on the primary, and those of them that they don't hold on the standby. Identities of
/// services are left out: those of the primary's projects have no business on the standby.
pub(super) fn roles(
    roles: &Roles<'_>,
    primary: &Side<'_>,
    standby: &Side<'_>,
) -> (Fact<bool>, Differences) {
    let projects = |side: &Side<'_>| -> BTreeSet<String> {
        let all = side.account.projects.items.iter();
        all.map(|project| project.row.id.name().to_lowercase())
            .collect()
    };
    let there = projects(standby);
    if let Some((why, at)) = &standby.account.projects.lack {
        let (why, at) = (why.clone(), at.clone());
        return (
            Fact::Missing(why.clone(), at.clone()),
            Fact::Missing(why, at),
        );
    }
    let one = held_by_people(roles, primary, &there);
    let other = held_by_people(roles, standby, &there);
    let any = one.clone().map(|held| !held.is_empty());
    let missing = one.then(|one| {
        other.map(|other| {
            let missing = one.difference(&other);
            missing
                .map(|(principal, role)| {
                    let name = catalogue::built_in(role).map_or(role.as_str(), |known| &known.name);
                    Difference::missing(format!("{name} for {principal}"))
                })
                .collect()
        })
    });
    (any, missing)
}

/// Principal and role, wherever it was given: at the account, above or below. A role on a project that the standby doesn't
/// have is none of its business: whether it must have the project is asked elsewhere.
fn held_by_people(
    roles: &Roles<'_>,
    side: &Side<'_>,
    projects: &BTreeSet<String>,
) -> Fact<BTreeSet<(String, String)>> {
    let reaching = roles.assignments_at(&side.account.row.id);
    if let Some((why, at)) = reaching.lack {
        return Fact::Missing(why, at);
    }
    let account = &side.account.row.id;
    let people = reaching.rows.iter().filter(|row| {
        let person = !["ServicePrincipal", "Unknown"]
            .iter()
            .any(|no| row.principal_type.eq_ignore_ascii_case(no));
        let of_project = account.covers(&row.scope) && row.scope != *account;
        person && (!of_project || projects.contains(&row.scope.name().to_lowercase()))
    });
    let held = people.map(|row| (row.principal.clone(), row.role.clone()));
    Fact::Known(held.collect(), reaching.evidence)
}
