//! Workloads as subjects: those that a config declares, and one for each account with Standard projects that no declaration
//! names. For the latter nobody said what stands by, and an account elsewhere may be a sandbox: it is a candidate, never a
//! standby.

use super::bindings::ProjectBindings;
use super::dependencies::{Dependencies, Existence, Uses};
use super::drafting::Facts;
use super::graph::{AccountNode, Graph};
use super::index::Lack;
use super::pairs::{self, Difference, Side, local};
use super::regions::Regions;
use super::roles::Roles;
use super::{Presence, Subject};
use crate::catalogue::{self, Location};
use crate::model::{Fact, Kind, Provenance, Region, ResourceId, Value, Why, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// An account that a workload names.
#[derive(Clone, Debug)]
enum Named<'a> {
    Found(&'a AccountNode),
    /// No account, or not surely one only, has this name; why that can't be told.
    Unknown(Why, Provenance),
}

impl<'a> Named<'a> {
    fn find(graph: &'a Graph, wanted: &str) -> Self {
        let matches = matching(graph, wanted);
        // There is one account of an id, but a second one of a name may be in a list that wasn't read.
        let only = wanted.contains('/') || graph.lacks.is_empty();
        if let ([one], true) = (&matches[..], only) {
            return Self::Found(one);
        }
        let id = ResourceId::new(wanted);
        let named = |lack: &&(ResourceId, Lack)| id.subscription().is_none() || lack.0.covers(&id);
        match graph.lacks.iter().find(named) {
            Some((_, (why, evidence))) => Self::Unknown(why.clone(), evidence.clone()),
            None => {
                let what = format!("the Foundry account {wanted}");
                Self::Unknown(Why::Unresolved(what), Provenance::None)
            }
        }
    }

    fn node(&self) -> Option<&'a AccountNode> {
        match self {
            Self::Found(node) => Some(node),
            Self::Unknown(..) => None,
        }
    }

    /// A fact of the account, missing as the account is.
    fn fact<T>(&self, of: impl FnOnce(&'a AccountNode) -> Fact<T>) -> Fact<T> {
        match self {
            Self::Found(node) => of(node),
            Self::Unknown(why, evidence) => Fact::Missing(why.clone(), evidence.clone()),
        }
    }
}

fn matching<'a>(graph: &'a Graph, wanted: &str) -> Vec<&'a AccountNode> {
    let id = ResourceId::new(wanted);
    let by_id = wanted.contains('/');
    let same = |node: &&AccountNode| match by_id {
        true => node.row.id == id,
        false => node.row.id.name().eq_ignore_ascii_case(wanted.trim()),
    };
    graph.accounts.iter().filter(same).collect()
}

/// An account that a workload names and nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchAccount {
    /// Where the workload is written.
    pub place: String,
    /// The workload.
    pub workload: String,
    /// `primary` or `standby`.
    pub role: &'static str,
    /// What is written.
    pub wanted: String,
    /// The ids that it fits; none or several.
    pub fits: Vec<String>,
    /// The names of all accounts.
    pub known: Vec<String>,
}

/// The accounts that can't be told from the names in a config, though every list that could hold them was read in full.
pub(super) fn unknown_accounts(graph: &Graph, workloads: &[Workload]) -> Vec<NoSuchAccount> {
    let named = workloads.iter().flat_map(|workload| {
        let standby = workload.standby.iter().map(|standby| ("standby", standby));
        let all = [("primary", &workload.primary)].into_iter().chain(standby);
        all.map(move |(role, wanted)| (workload, role, wanted))
    });
    let wrong = named.filter_map(|(workload, role, wanted)| {
        let fits = matching(graph, wanted);
        if fits.len() == 1 || (fits.is_empty() && may_be_unread(graph, wanted)) {
            return None;
        }
        let known: BTreeSet<&str> = graph.accounts.iter().map(|a| a.row.id.name()).collect();
        Some(NoSuchAccount {
            place: workload.place.clone(),
            workload: workload.name.clone(),
            role,
            wanted: wanted.clone(),
            fits: fits.iter().map(|a| a.row.id.written().to_owned()).collect(),
            known: known.into_iter().map(str::to_owned).collect(),
        })
    });
    wrong.collect()
}

/// A list that wasn't read in full, or a subscription that isn't in scope, may hold the account.
fn may_be_unread(graph: &Graph, wanted: &str) -> bool {
    let id = ResourceId::new(wanted);
    match id.subscription() {
        Some(_) => {
            let mut read = graph.subscriptions.iter();
            !read.any(|subscription| subscription.covers(&id))
                || graph.lacks.iter().any(|(lacking, _)| lacking.covers(&id))
        }
        None => !graph.lacks.is_empty(),
    }
}

/// What workloads are made of.
pub(super) struct Workloads<'a> {
    pub(super) graph: &'a Graph,
    pub(super) declared: &'a [Workload],
    pub(super) bindings: &'a BTreeMap<&'a ResourceId, &'a ProjectBindings>,
    pub(super) dependencies: &'a Dependencies<'a>,
    pub(super) uses: &'a Uses,
    pub(super) roles: &'a Roles<'a>,
}

/// One workload, declared or not.
struct Pair<'a> {
    workload: Option<&'a Workload>,
    primary: Named<'a>,
    standby: Option<Named<'a>>,
}

impl<'a> Workloads<'a> {
    /// All workloads as subjects.
    pub(super) fn subjects(&self, regions: &mut Regions<'_>) -> Vec<Subject> {
        let mut subjects = Vec::new();
        let mut covered = BTreeSet::new();
        for workload in self.declared {
            let find = |wanted: &String| Named::find(self.graph, wanted);
            let pair = Pair {
                workload: Some(workload),
                primary: find(&workload.primary),
                standby: workload.standby.as_ref().map(find),
            };
            let nodes = [
                pair.primary.node(),
                pair.standby.as_ref().and_then(Named::node),
            ];
            covered.extend(nodes.into_iter().flatten().map(|node| &node.row.id));
            let id = ResourceId::new(&format!("workload:{}", workload.name));
            subjects.push(self.subject(&id, &workload.name, &pair, regions));
        }
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for account in &self.graph.accounts {
            *names
                .entry(account.row.id.name().to_lowercase())
                .or_default() += 1;
        }
        for account in &self.graph.accounts {
            let standard = self.has_standard_projects(account);
            if covered.contains(&account.row.id) || standard.known() == Some(&false) {
                continue;
            }
            let bare = account.row.id.name();
            // Two accounts of one name are two workloads.
            let name = match names.get(&bare.to_lowercase()) {
                Some(1) | None => format!("~{bare}"),
                Some(_) => format!("~{}", account.row.id.written().trim_start_matches('/')),
            };
            let pair = Pair {
                workload: None,
                primary: Named::Found(account),
                standby: None,
            };
            let id = ResourceId::new(&format!("workload:{name}"));
            subjects.push(self.subject(&id, &name, &pair, regions));
        }
        subjects
    }

    fn has_standard_projects(&self, account: &AccountNode) -> Fact<bool> {
        let projects = account.projects.items.iter();
        let modes = projects.filter_map(|project| self.bindings.get(&project.row.id));
        let standard = modes.map(|project| project.mode().map(|mode| mode == "standard"));
        let lack = account.projects.lack.iter();
        Fact::any(standard.chain(lack.map(|(why, at)| Fact::Missing(why.clone(), at.clone()))))
    }

    fn subject(
        &self,
        id: &ResourceId,
        name: &str,
        pair: &Pair<'a>,
        regions: &mut Regions<'_>,
    ) -> Subject {
        let mut facts = Facts::new(Kind::Workload, id, &Provenance::None);
        facts.extend(declaration(name, pair));
        facts.set(
            "has_standard_projects",
            pair.primary
                .fact(|node| self.has_standard_projects(node))
                .erase(),
        );
        facts.set("candidates", self.candidates(pair).erase());
        facts.extend(places(pair, regions));
        facts.extend(self.differences(pair));
        let region = pair
            .primary
            .node()
            .and_then(|node| node.row.region.known().cloned());
        let mut subject = facts.subject(Presence::Found, region);
        name.clone_into(&mut subject.name);
        let standby = pair.standby.as_ref().and_then(Named::node);
        let nodes = pair.primary.node().into_iter().chain(standby);
        subject.accounts = nodes.map(|node| node.row.id.clone()).collect();
        subject
    }

    /// The other accounts in another region: any of them may be the standby, and none is taken for it.
    fn candidates(&self, pair: &Pair<'_>) -> Fact<Vec<String>> {
        let (None, Named::Found(own)) = (pair.workload, &pair.primary) else {
            return Fact::Known(vec![], Provenance::None);
        };
        own.row.region.clone().then(|here| {
            let others = self
                .graph
                .accounts
                .iter()
                .filter(|one| one.row.id != own.row.id);
            let elsewhere = others.map(|one| {
                let there = one.row.region.clone();
                there.map(|there| {
                    (there != here).then(|| format!("{} in {there}", one.row.id.name()))
                })
            });
            let lacks = self.graph.lacks.iter();
            let lacks = lacks.map(|(_, (why, at))| Fact::Missing(why.clone(), at.clone()));
            Fact::collect(elsewhere.chain(lacks)).map(|all| all.into_iter().flatten().collect())
        })
    }

    fn side(&self, node: &'a AccountNode) -> Side<'a> {
        let projects = node.projects.items.iter();
        Side {
            account: node,
            bindings: projects
                .filter_map(|project| self.bindings.get(&project.row.id).copied())
                .collect(),
        }
    }

    /// How the standby differs. Without one there is nothing to compare, and without its body nothing is known.
    fn differences(&self, pair: &Pair<'a>) -> Vec<(&'static str, Fact)> {
        let Some(standby) = &pair.standby else {
            return vec![];
        };
        let (one, other) = match (&pair.primary, standby) {
            (Named::Found(one), Named::Found(other)) => (self.side(one), self.side(other)),
            (Named::Unknown(why, at), _) | (_, Named::Unknown(why, at)) => {
                return lacking(why, at);
            }
        };
        let models = pairs::models(&one, &other);
        let (has_links, missing_links) = pairs::connections(&one, &other);
        let wanted = pair.workload.map_or(&[][..], |workload| &workload.projects);
        let endpoints = |side: &Side<'_>| local(&side.account.row.facts, "private_endpoints");
        let some = |count: Fact| count.map(|count| Value::Bool(count != Value::Int(0)));
        let (uses_insights, gaps) = self.insights(&one, &other);
        let (has_roles, missing_roles) = pairs::roles(self.roles, &one, &other);
        vec![
            (
                "missing_projects",
                sentences(pairs::projects(wanted, &other)),
            ),
            (
                "setting_differences",
                sentences(pairs::settings(&one, &other)),
            ),
            ("has_private_endpoints", some(endpoints(&one))),
            ("standby_has_private_endpoints", some(endpoints(&other))),
            ("has_deployments", models.any.erase()),
            ("missing_models", sentences(models.missing)),
            ("capacity_shortfalls", sentences(models.short)),
            ("provisioned_models", models.provisioned.erase()),
            (
                "provisioned_without_fallback",
                models.without_fallback.erase(),
            ),
            ("has_critical_connections", has_links.erase()),
            ("missing_connections", sentences(missing_links)),
            ("uses_app_insights", uses_insights.erase()),
            ("insights_gaps", gaps.erase()),
            ("has_user_roles", has_roles.erase()),
            ("missing_user_roles", sentences(missing_roles)),
        ]
    }

    /// Whether the primary has Application Insights, and why it isn't there for both regions.
    fn insights(&self, one: &Side<'_>, other: &Side<'_>) -> (Fact<bool>, Fact<Vec<String>>) {
        let uses = self.components(one).map(|all| !all.is_empty());
        let gaps = self.components(one).then(|ours| {
            self.components(other).then(|theirs| {
                one.account.row.region.clone().map(|here| {
                    let mut gaps: Vec<String> = Vec::new();
                    if !theirs.iter().any(|component| component.region != here) {
                        gaps.push(format!("the standby uses none outside {here}"));
                    }
                    let classic = ours.iter().chain(&theirs).filter(|one| one.classic);
                    let classic: BTreeSet<String> = classic
                        .map(|one| format!("{} has no workspace", one.name))
                        .collect();
                    gaps.extend(classic);
                    gaps
                })
            })
        });
        (uses, gaps)
    }

    /// The Application Insights components that an account and its projects are connected to.
    fn components(&self, side: &Side<'_>) -> Fact<Vec<Component>> {
        let account = &side.account.row.id;
        let lists = side.account.projects.items.iter().map(|p| &p.connections);
        let lack = lists
            .chain([&side.account.connections])
            .filter_map(|list| list.lack.as_ref())
            .chain(side.account.projects.lack.as_ref())
            .map(|(why, at)| Fact::Missing(why.clone(), at.clone()));
        let hidden = self
            .uses
            .hidden
            .iter()
            .filter(|one| one.kind == Kind::AppInsights && account.covers(&one.from));
        let hidden = hidden.map(|one| Fact::Missing(one.lack.0.clone(), one.lack.1.clone()));
        let ids: BTreeSet<&ResourceId> = self
            .uses
            .uses
            .iter()
            .filter(|one| one.kind == Kind::AppInsights && one.account == *account)
            .map(|one| &one.id)
            .collect();
        let found = ids.into_iter().map(|id| {
            match self.dependencies.lookup(Kind::AppInsights, id) {
                Existence::Found(row, evidence) => row.region.clone().then(|region| {
                    local(&row.facts, "workspace").then(|workspace| {
                        let component = Component {
                            name: id.name().to_owned(),
                            region,
                            classic: workspace == Value::Null,
                        };
                        Fact::Known(Some(component), evidence.clone())
                    })
                }),
                // What doesn't exist serves nobody.
                Existence::Absent(evidence) => Fact::Known(None, evidence),
                Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
            }
        });
        Fact::collect(found.chain(hidden).chain(lack))
            .map(|all| all.into_iter().flatten().collect())
    }
}

struct Component {
    name: String,
    region: Region,
    classic: bool,
}

/// What the config says, or that it says nothing.
fn declaration(name: &str, pair: &Pair<'_>) -> Vec<(&'static str, Fact)> {
    let said = |value: Value| Fact::Known(value, Provenance::None);
    let workload = pair.workload;
    let as_named = |named: &Named<'_>, wanted: Option<&String>| match named {
        Named::Found(node) => node.row.id.name().to_owned(),
        Named::Unknown(..) => wanted.cloned().unwrap_or_default(),
    };
    let primary = as_named(&pair.primary, workload.map(|workload| &workload.primary));
    let standby = pair.standby.as_ref();
    let standby = standby.map(|named| as_named(named, workload.and_then(|w| w.standby.as_ref())));
    vec![
        ("name", said(name.into())),
        ("declared", said(workload.is_some().into())),
        ("asks_about_workloads", said(workload.is_some().into())),
        (
            "strategy",
            said(workload.map(|one| one.strategy.as_str()).into()),
        ),
        ("has_standby", said(standby.is_some().into())),
        ("primary", said(primary.into())),
        ("standby", said(standby.into())),
        (
            "essential_projects",
            said(
                workload
                    .map(|one| one.projects.clone())
                    .unwrap_or_default()
                    .into(),
            ),
        ),
    ]
}

/// Where the two accounts are.
fn places(pair: &Pair<'_>, regions: &mut Regions<'_>) -> Vec<(&'static str, Fact)> {
    let mut location = |named: &Named<'_>| {
        named.fact(|node| {
            let region = node.row.region.clone();
            region.then(|region| regions.location(&node.row.id, &region))
        })
    };
    let region = |named: &Named<'_>| named.fact(|node| node.row.region.clone());
    let name = |region: Region| region.name().to_owned();
    let here = region(&pair.primary);
    let home = location(&pair.primary);
    let mut facts = vec![
        ("primary_region", here.clone().map(name).erase()),
        (
            "primary_geography",
            home.clone().map(|l| l.geography).erase(),
        ),
        (
            "primary_pair",
            home.clone().map(|l| l.pair.map(name)).erase(),
        ),
    ];
    let Some(standby) = &pair.standby else {
        let none = || Fact::Known(Value::Null, Provenance::None);
        facts.extend([
            ("standby_region", none()),
            ("standby_geography", none()),
            (
                "in_several_regions",
                Fact::Known(false.into(), Provenance::None),
            ),
        ]);
        return facts;
    };
    let there = region(standby);
    let away = location(standby);
    let differ = here.then(|here| there.clone().map(|there| here != there));
    let search = there
        .clone()
        .then(|region| match catalogue::search_zones(&region) {
            Some(zones) => Fact::Known(zones, Provenance::None),
            None => Fact::Missing(
                Why::Unresolved(format!("region {region} in the list of AI Search regions")),
                Provenance::None,
            ),
        });
    let state = standby.fact(|node| local(&node.row.facts, "provisioning_state"));
    let ready = state.map(|state| {
        let text = state.as_text().unwrap_or_default();
        Value::Bool(text.eq_ignore_ascii_case("Succeeded"))
    });
    let boundary = home.then(|home| away.clone().then(|away| in_one_boundary(&home, &away)));
    facts.extend([
        ("standby_region", there.map(name).erase()),
        (
            "standby_geography",
            away.clone().map(|l| l.geography).erase(),
        ),
        ("standby_has_zones", away.map(|l| l.zones).erase()),
        ("standby_zones_for_search", search.erase()),
        ("standby_ready", ready),
        ("in_several_regions", differ.erase()),
        ("in_one_data_boundary", boundary.erase()),
    ]);
    facts
}

/// Geographies whose regions are in member states of the European Union.
const EUROPEAN_UNION: [&str; 12] = [
    "Austria", "Belgium", "Denmark", "Europe", "Finland", "France", "Germany", "Greece", "Italy",
    "Poland", "Spain", "Sweden",
];

fn in_one_boundary(home: &Location, away: &Location) -> Fact<bool> {
    let (Some(one), Some(two)) = (&home.geography, &away.geography) else {
        let what = "the geography of one of the two regions".to_owned();
        return Fact::Missing(Why::Unresolved(what), Provenance::None);
    };
    let in_union = |name: &str| {
        let mut members = EUROPEAN_UNION.iter();
        members.any(|member| member.eq_ignore_ascii_case(name))
    };
    let same = one.eq_ignore_ascii_case(two) || (in_union(one) && in_union(two));
    Fact::Known(same, Provenance::None)
}

fn sentences(differences: Fact<Vec<Difference>>) -> Fact {
    let texts = |all: Vec<Difference>| all.iter().map(Difference::sentence).collect::<Vec<_>>();
    differences.map(texts).erase()
}

/// Everything that a comparison would have told.
fn lacking(why: &Why, at: &Provenance) -> Vec<(&'static str, Fact)> {
    let names = [
        "missing_projects",
        "setting_differences",
        "has_private_endpoints",
        "standby_has_private_endpoints",
        "has_deployments",
        "missing_models",
        "capacity_shortfalls",
        "provisioned_models",
        "provisioned_without_fallback",
        "has_critical_connections",
        "missing_connections",
        "uses_app_insights",
        "insights_gaps",
        "has_user_roles",
        "missing_user_roles",
    ];
    names
        .map(|name| (name, Fact::Missing(why.clone(), at.clone())))
        .into()
}

/// Where copies of a resource must be, by what the config declares.
pub(super) struct Wanted<'a> {
    /// The region, and the account whose workload needs the copy.
    rows: Vec<(Fact<Region>, Named<'a>)>,
}

impl<'a> Wanted<'a> {
    /// The recovery regions that workloads name.
    pub(super) fn recovery(graph: &'a Graph, declared: &[Workload]) -> Self {
        let rows = declared.iter().filter_map(|workload| {
            let region = Region::new(workload.recovery_region.as_ref()?);
            let primary = Named::find(graph, &workload.primary);
            Some((Fact::Known(region, Provenance::None), primary))
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// The regions of the standbys.
    pub(super) fn standby(graph: &'a Graph, declared: &[Workload]) -> Self {
        let rows = declared.iter().filter_map(|workload| {
            let standby = Named::find(graph, workload.standby.as_ref()?);
            let region = standby.fact(|node| node.row.region.clone());
            Some((region, Named::find(graph, &workload.primary)))
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// The regions for a resource that these accounts are known to use. `open` says why more may.
    pub(super) fn of(
        &self,
        users: &BTreeSet<ResourceId>,
        open: Option<&Lack>,
    ) -> Fact<Vec<String>> {
        let rows = self.rows.iter().filter_map(|(region, account)| {
            let region = region.clone().map(|region| region.name().to_owned());
            match (account, open) {
                (Named::Found(node), _) if users.contains(&node.row.id) => Some(region),
                (_, Some((why, at))) | (Named::Unknown(why, at), None) => {
                    Some(Fact::Missing(why.clone(), at.clone()))
                }
                (Named::Found(_), None) => None,
            }
        });
        Fact::collect(rows).map(|names| {
            let names: BTreeSet<String> = names.into_iter().collect();
            names.into_iter().collect()
        })
    }
}
