//! Every fault at the query that finds the subscriptions with accounts. It only says where to look first, so no fault of its
//! answer changes a verdict.

use super::AT_ONCE;
use super::run::collect_all;
use super::table::{Case, cases};
use crate::fake_arm::{FakeArm, Fault, World};
use crate::world::judge;
use foundry_dr::snapshot::Snapshot;
use futures::StreamExt;

const GRAPH: &str = "/providers/microsoft.resourcegraph/resources";

/// A tenant that the graph shows in several pages.
fn tenant() -> World {
    let mut world = World::synthetic_tenant(4, 2, 1, 1);
    let graph = "microsoft.resourcegraph/resources".to_owned();
    world.page_sizes.insert(graph, 2);
    world
}

/// What is said of what; how the evidence was had is left out.
fn verdicts(snapshot: &Snapshot) -> Vec<String> {
    let audit = judge(snapshot);
    let findings = audit.report.findings.iter();
    findings
        .map(|found| format!("{} {} {:?}", found.rule, found.subject.id, found.status))
        .collect()
}

async fn struck(case: &Case) -> Result<Snapshot, String> {
    let fault = Fault::at(GRAPH, case.effect.clone());
    let fault = match case.times {
        Some(times) => fault.times(times),
        None => fault,
    };
    let server = FakeArm::serve(tenant()).fault(fault).start().await;
    let run = collect_all(server.url()).await;
    run.map_err(|error| error.to_string())
}

#[test]
fn no_fault_of_the_graph_changes_a_verdict() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let thief = FakeArm::serve(World::named("basic-mode").unwrap()).start_blocking().unwrap();
    let cases = cases(thief.url());
    let (whole, runs) = runtime.block_on(async {
        let server = FakeArm::serve(tenant()).start().await;
        let whole = collect_all(server.url()).await.unwrap();
        let runs = cases.iter().map(async |case| (case, struck(case).await));
        let runs = futures::stream::iter(runs).buffer_unordered(AT_ONCE);
        (whole, runs.collect::<Vec<_>>().await)
    });
    assert!(whole.observations[GRAPH].pages > 1);
    let whole = verdicts(&whole);
    let mut lost = 0;
    for (case, run) in runs {
        let snapshot = run.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        lost += usize::from(!snapshot.observations.contains_key(GRAPH));
        assert_eq!(verdicts(&snapshot), whole, "{}", case.name);
    }
    assert!(lost > 20, "only {lost} faults cost the graph's answer");
    assert_eq!(thief.requests(), [], "something was sent to another host");
}
