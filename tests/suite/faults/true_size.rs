//! Answers of the size at which they hurt, under the limits of a real run. The matrix has them scaled down, at every read.

use super::run::{Collected, collect, collect_under};
use super::{Baseline, against_the_law, evidence};
use crate::fake_arm::{Effect, Fault};
use crate::world::judge;
use foundry_dr::snapshot::{Outcome, Snapshot};
use foundry_dr::source::arm::Limits;

const WORLD: &str = "microsoft-standard-sample";

/// A list and a single resource: what their paths contain.
const READS: [&str; 2] = [
    "/providers/microsoft.cognitiveservices/accounts?",
    "/providers/microsoft.documentdb/databaseaccounts/",
];

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

async fn struck(read: &str, effect: Effect) -> Snapshot {
    let fault = Fault::on(read, effect).times(1);
    let (run, _): Collected = collect_under(Limits::default(), WORLD, Some(vec![fault])).await;
    run.unwrap_or_else(|error| panic!("{read}: {error}"))
}

fn too_large(snapshot: &Snapshot) -> usize {
    let seen = snapshot.observations.values();
    seen.filter(|seen| seen.outcome == Outcome::Failed && seen.code.as_deref() == Some("too-large"))
        .count()
}

#[test]
fn a_page_of_fifty_megabytes_is_read() {
    runtime().block_on(async {
        let (whole, _) = collect(WORLD, None).await;
        let whole = whole.unwrap();
        for read in READS {
            let snapshot = struck(read, Effect::Padded(50_000_000)).await;
            assert_eq!(evidence(&snapshot), evidence(&whole), "{read}");
        }
    });
}

#[test]
fn what_is_larger_than_a_run_reads_is_unknown_not_gone() {
    runtime().block_on(async {
        let (whole, _) = collect(WORLD, None).await;
        let snapshot = whole.unwrap();
        let audit = judge(&snapshot);
        let baseline = Baseline { snapshot, audit };
        // A gigabyte of blanks takes a megabyte on the wire.
        let effects = [Effect::GzipBomb(1 << 30), Effect::Padded(70_000_000)];
        for (read, effect) in READS.into_iter().zip(effects) {
            let snapshot = struck(read, effect).await;
            assert_eq!(too_large(&snapshot), 1, "{read}");
            let broken = against_the_law(&baseline, &judge(&snapshot));
            assert_eq!(broken, Vec::<String>::new(), "{read}");
        }
    });
}
