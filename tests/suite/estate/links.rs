//! The links of an estate, how far a loss reaches by them, and the records of a pair.

use super::edit::{Edit, drop_key, host};
use crate::law::{LOSSES, lose};
use crate::world::{ESTATES, load, workloads};
use foundry_dr::estate::{
    Compared, Dependent, Difference, Estate, LinkTarget, Node, build, build_for,
};
use foundry_dr::model::{Fact, Kind, LinkRole, ResourceId, StoreRole, Value, Why};
use foundry_dr::snapshot::{Outcome, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// The only subject or referred resource of this kind and name.
fn node(estate: &Estate, kind: Kind, end: &str) -> Node {
    let links = estate.links.all().iter();
    let ends = links.flat_map(|link| link.target().into_iter().chain([&link.from]));
    let found: BTreeSet<&Node> =
        ends.filter(|node| node.kind == kind && node.id.folded().ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{kind} {end}: {found:?}");
    (*found.first().expect("one")).clone()
}

/// The dependents of a kind, by name, with the links that lead to them: the nearest to the lost subject first.
fn reached(estate: &Estate, lost: &Node, kind: Kind) -> BTreeMap<String, Vec<LinkRole>> {
    let all = estate.dependents(lost);
    let of_kind = all.iter().filter(|one| one.node.kind == kind && one.certain);
    of_kind.map(|one| (one.node.id.name().to_owned(), chain(&all, one))).collect()
}

fn chain(all: &[Dependent<'_>], last: &Dependent<'_>) -> Vec<LinkRole> {
    let before = last.after.map(|before| chain(all, &all[before]));
    let mut roles = before.unwrap_or_default();
    roles.push(last.by.role);
    roles
}

#[test]
fn a_store_reaches_the_projects_that_bind_it_and_no_account() {
    let estate = build(&load("ideal"));
    let store = node(&estate, Kind::CosmosAccount, "/cosmos-fabrikam-agents");
    let threads = vec![LinkRole::Binds(StoreRole::Threads)];
    let both = ["field-guide", "service-desk"].map(|name| (name.to_owned(), threads.clone()));
    assert_eq!(reached(&estate, &store, Kind::FoundryProject), BTreeMap::from(both));
    assert!(reached(&estate, &store, Kind::FoundryAccount).is_empty());
    let other = node(&estate, Kind::StorageAccount, "/stfabrikamagents");
    assert!(!estate.dependents(&store).iter().any(|one| *one.node == other));
}

#[test]
fn a_vault_reaches_what_its_account_holds() {
    // By the key of the thread store the way would be shorter.
    let mut edit = Edit::ideal();
    drop_key(edit.properties("databaseaccounts/cosmos-fabrikam-agents"), "keyVaultKeyUri");
    let estate = build(&edit.0);
    let vault = node(&estate, Kind::KeyVault, "/kv-fabrikam-agents");
    let chain = vec![LinkRole::Connection, LinkRole::Contains, LinkRole::Contains];
    let both = ["field-guide", "service-desk"].map(|name| (name.to_owned(), chain.clone()));
    assert_eq!(reached(&estate, &vault, Kind::FoundryProject), BTreeMap::from(both));
    assert_eq!(reached(&estate, &vault, Kind::Workload).len(), 1);
}

#[test]
fn a_host_and_an_identity_reach_their_own_project_only() {
    let estate = build(&load("ideal"));
    let host = node(&estate, Kind::CapabilityHost, "/service-desk/capabilityhosts/agents");
    let identity = node(&estate, Kind::UserAssignedIdentity, "/id-service-desk");
    for lost in [host, identity] {
        let projects = reached(&estate, &lost, Kind::FoundryProject);
        assert_eq!(projects.keys().collect::<Vec<_>>(), ["service-desk"], "{lost:?}");
        assert!(reached(&estate, &lost, Kind::FoundryAccount).is_empty());
    }
}

#[test]
fn two_accounts_depend_on_a_store_that_they_share() {
    let estate = build(&load("shared-stores"));
    let search = node(&estate, Kind::SearchService, "/srch-northwind");
    let projects = reached(&estate, &search, Kind::FoundryProject);
    let names: Vec<&String> = projects.keys().collect();
    assert_eq!(names, ["blue-support", "red-sales"]);
    // The connection that no host names is a link of its own.
    let product = node(&estate, Kind::Connection, "/connections/product-catalogue");
    let [link] = estate.links.from(&product) else { panic!("one link") };
    assert_eq!((link.role, link.target()), (LinkRole::Connection, Some(&search)));
    assert!(estate.links.through(&product).next().is_none());
}

/// A host names a connection that names a store: the link says by which of them, and which read shows it.
#[test]
fn a_binding_says_what_it_goes_through() {
    let estate = build(&load("ideal"));
    let project = node(&estate, Kind::FoundryProject, "/service-desk");
    let links = estate.links.from(&project).iter();
    let files = links.filter(|link| link.binds() == Some(StoreRole::Files));
    let [files] = files.collect::<Vec<_>>()[..] else { panic!("one store for files") };
    let through: Vec<(Kind, &str)> =
        files.through.iter().map(|node| (node.kind, node.id.name())).collect();
    assert_eq!(through, [(Kind::CapabilityHost, "agents"), (Kind::Connection, "files")]);
    let [read] = files.evidence.reads() else { panic!("one read") };
    let request = &estate.read(*read).request;
    assert!(request.ends_with("/service-desk/capabilityhosts"), "{request}");
}

/// A connection that capability hosts name serves the projects that bind by it, and not all that its account holds.
#[test]
fn a_connection_of_an_account_reaches_those_that_bind_by_it() {
    let mut tried = 0;
    for name in ESTATES {
        let estate = build(&load(name));
        let bindings = estate.links.all().iter().filter(|link| link.binds().is_some());
        let shared = bindings.filter_map(|link| {
            let connection = link.through.iter().find(|node| node.kind == Kind::Connection)?;
            let holder = Node::new(Kind::FoundryAccount, &connection.id.parent()?);
            (holder.id.project().is_none()).then_some((&link.from, connection, holder))
        });
        for (project, connection, account) in shared {
            let hit = estate.dependents(connection);
            let hit: Vec<&Node> =
                hit.iter().filter(|one| one.certain).map(|one| one.node).collect();
            assert!(hit.contains(&project), "{name}: {connection:?} serves {project:?}");
            assert!(!hit.contains(&&account), "{name}: {connection:?} is not all of {account:?}");
            tried += 1;
        }
    }
    assert!(tried > 0, "no estate has a connection of an account that a host names");
}

#[test]
fn a_link_says_whether_its_end_exists() {
    let store = "/databaseaccounts/cosmos-fabrikam-agents";
    let threads = |edit: &Edit| {
        let estate = build(&edit.0);
        let project = node(&estate, Kind::FoundryProject, "/service-desk");
        let mut links = estate.links.from(&project).iter();
        let link = links.find(|link| link.binds() == Some(StoreRole::Threads));
        link.expect("a binding").to.clone()
    };
    let exists = |target: LinkTarget| match target {
        LinkTarget::Resource(_, exists) => exists,
        LinkTarget::Nowhere | LinkTarget::Hidden { .. } => panic!("a store: {target:?}"),
    };
    assert_eq!(exists(threads(&Edit::ideal())).known(), Some(&true));
    let mut gone = Edit::ideal();
    gone.outcome(store, Outcome::Absent);
    assert_eq!(exists(threads(&gone)).known(), Some(&false));
    let mut denied = Edit::ideal();
    denied.outcome(store, Outcome::Denied);
    assert!(matches!(exists(threads(&denied)), Fact::Missing(Why::Denied, _)));
    // What a name that leads to nothing was meant for may be any store.
    for name in ["nothing", ""] {
        let mut misspelt = Edit::ideal();
        host(&mut misspelt)["threadStorageConnections"] = serde_json::json!([name]);
        assert!(matches!(threads(&misspelt), LinkTarget::Hidden { .. }), "{name:?}");
    }
    let mut hidden = Edit::ideal();
    hidden.outcome("/service-desk/capabilityhosts", Outcome::Denied);
    let LinkTarget::Hidden { kind, why, in_listing } = threads(&hidden) else {
        panic!("it isn't known which store")
    };
    assert_eq!((kind, why, in_listing), (Kind::CosmosAccount, Why::Denied, true));
}

/// The projects that a subject reaches, certainly or not, and what may hide more of them.
fn projects_and_holders(estate: &Estate, lost: &Node) -> BTreeSet<ResourceId> {
    let all = estate.dependents(lost).into_iter();
    all.map(|one| one.node.id.clone()).collect()
}

/// Losing evidence never makes a project independent of what it depends on.
#[test]
fn no_loss_of_a_read_shortens_the_reach() {
    for name in ["ideal", "shared-stores", "microsoft-standard-sample"] {
        let snapshot = load(name);
        let whole = build(&snapshot);
        let depend = dependents_of_resources(&whole);
        assert!(depend.len() >= 3, "{name}");
        for key in snapshot.observations.keys() {
            for loss in LOSSES {
                if let Some(worse) = lose(&snapshot, key, loss) {
                    hold(&depend, &worse, &format!("{name}: {loss:?} {key}"));
                }
            }
        }
    }
}

/// The projects that certainly depend on each resource.
fn dependents_of_resources(estate: &Estate) -> Vec<(Node, ResourceId)> {
    let targets = estate.links.all().iter().filter_map(|link| link.target());
    let resources: BTreeSet<&Node> = targets.filter(|node| node.kind.is_dependency()).collect();
    let mut depend = Vec::new();
    for node in resources {
        let all = estate.dependents(node).into_iter();
        let projects = all.filter(|one| one.node.kind == Kind::FoundryProject);
        depend.extend(projects.map(|one| (node.clone(), one.node.id.clone())));
    }
    depend
}

/// Each project, or what may hold it unseen, still depends or may depend on the resource.
fn hold(depend: &[(Node, ResourceId)], worse: &Snapshot, what: &str) {
    let estate = build(worse);
    let mut reach: BTreeMap<&Node, BTreeSet<ResourceId>> = BTreeMap::new();
    for (node, project) in depend {
        let reached = reach.entry(node).or_insert_with(|| projects_and_holders(&estate, node));
        let holders =
            [Some(project.clone()), project.account(), Some(project.subscription_scope())];
        assert!(
            holders.iter().flatten().any(|id| reached.contains(id)),
            "{what}: {project} no longer depends on {}",
            node.id
        );
    }
}

#[test]
fn a_pair_keeps_its_differences_as_records() {
    let mut edit = Edit(load("two-regions"));
    let pair = |edit: &Edit| {
        let estate = build_for(&edit.0, workloads("two-regions"));
        let [pair] = &estate.pairs[..] else { panic!("one pair") };
        pair.clone()
    };
    let accounts = "0001/providers/microsoft.cognitiveservices/accounts";
    let standby = edit.item(accounts, "/adventure-agents-gwc");
    standby["properties"]["publicNetworkAccess"] = "Enabled".into();
    let primary = edit.item(accounts, "/adventure-agents");
    primary["properties"]["publicNetworkAccess"] = "Disabled".into();
    let found = pair(&edit);
    assert_eq!(found.standby.known().map(|id| id.name()), Some("adventure-agents-gwc"));
    let setting = Difference {
        what: Compared::Setting { fact: "public_network_access", title: "public network access" },
        primary: Some(Value::text("Disabled")),
        standby: Some(Value::text("Enabled")),
    };
    let settings = found.settings.known().expect("both sides are known");
    assert!(settings.contains(&setting), "{settings:?}");
    // The connection to another account's models has no counterpart; its target goes into the record.
    let connections = found.connections.known().expect("both sides are known");
    let translate =
        Compared::Connection { name: "translate".into(), category: "AzureOpenAI".into() };
    let target = Value::text("adventure-translate.openai.azure.com");
    let found = connections.iter().find(|one| one.what == translate);
    let found = found.expect("a connection that the standby hasn't");
    assert_eq!((&found.primary, &found.standby), (&Some(target), &None));

    edit.outcome("/adventure-agents-gwc/deployments", Outcome::Denied);
    let found = pair(&edit);
    assert!(matches!(found.models, Fact::Missing(Why::Denied, _)));
    assert!(found.settings.known().is_some());
}
