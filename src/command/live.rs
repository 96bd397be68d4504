//! A live run: sign in, find the subscriptions, collect. Ctrl-C and the timeout keep what was read.

use super::clock;
use super::failure::Failure;
use super::output::note;
use super::progress::Bar;
use crate::catalogue::ReadPlan;
use crate::cli::{LiveArgs, Verbosity};
use crate::snapshot::Snapshot;
use crate::source::arm::{self, Client, Endpoint, Limits, Stop, WantedScope};

/// What a live run brought.
pub(super) struct Collected {
    pub(super) snapshot: Snapshot,
    /// Why it ended early, if it did.
    pub(super) cut_short: Option<&'static str>,
}

/// How much of its subscriptions a live run reads.
pub(super) enum Extent {
    /// All that the plan wants.
    Whole,
    /// Only so much that every read is tried.
    Sample,
    /// What an earlier run left open, in its subscriptions.
    Rest(Box<Snapshot>),
}

/// Collects live.
pub(super) fn collect(
    args: &LiveArgs,
    extent: Extent,
    plan: &ReadPlan,
    verbosity: Verbosity,
) -> Result<Collected, Failure> {
    let sample = matches!(extent, Extent::Sample);
    let wanted = match extent {
        Extent::Whole | Extent::Sample => wanted(args)?,
        Extent::Rest(earlier) => WantedScope::Resumed(earlier),
    };
    // The clock is checked before anything is read, so that a wrong SOURCE_DATE_EPOCH costs nothing.
    clock::now()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("failed to start: {error}")))?;
    runtime.block_on(run(args, &wanted, plan, verbosity, sample))
}

/// The subscriptions that the command line names; those of the environment count only if it names none.
fn wanted(args: &LiveArgs) -> Result<WantedScope, Failure> {
    if let Some(group) = &args.wide.management_group {
        return Ok(WantedScope::ManagementGroup(group.clone()));
    }
    if args.wide.all_subscriptions {
        return Ok(WantedScope::All);
    }
    let mut wanted = args.subscription.clone();
    if wanted.is_empty() {
        wanted
            .extend(std::env::var("AZURE_SUBSCRIPTION_ID").ok().filter(|id| !id.trim().is_empty()));
    }
    if wanted.is_empty() {
        return Err(Failure::new("no subscription was named").hint("name one with `-s <id or name>`, or try the built-in estate: `foundry-dr audit --demo`"));
    }
    Ok(WantedScope::Named(wanted))
}

async fn run(
    args: &LiveArgs,
    wanted: &WantedScope,
    plan: &ReadPlan,
    verbosity: Verbosity,
    sample: bool,
) -> Result<Collected, Failure> {
    let endpoint = Endpoint::new(args.cloud, args.arm_endpoint.as_deref())?;
    let http = arm::http(&endpoint)?;
    let env = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let signed_in = arm::sign_in(args.credential, &endpoint, &http, &env).await?;
    if !verbosity.quiet {
        note(&format!("signed in by {}", signed_in.by));
    }
    let limits = Limits {
        concurrency: args.concurrency.into(),
        max_rps: args.max_rps.map(f64::from),
        ..Limits::default()
    };
    let stop = Stop::after(args.timeout);
    listen_for_ctrl_c(stop.clone());
    let client = Client::new(http, endpoint, signed_in.tokens, limits, stop.clone());
    let bar = Bar::new(verbosity.quiet);
    let now = || clock::now().unwrap_or_else(|_| unreachable!("internal: the clock was checked"));
    let mut scope = arm::find_scope(&client, wanted, now()).await?;
    scope.sample = sample;
    if let Some(why) = scope.without_inventory.as_ref().filter(|_| !verbosity.quiet) {
        note(&format!(
            "Resource Graph doesn't tell which subscriptions hold Foundry accounts ({}); each is asked itself",
            why
        ));
    }
    if !scope.deleted.is_empty() && !verbosity.quiet {
        note(&format!("deleted and not read: {}", scope.deleted.join(", ")));
    }
    let result = arm::collect(&client, &scope, plan, &now, &|at| bar.show(at)).await;
    bar.clear();
    let snapshot = result?;
    let cut_short = match (stop.was_asked_for(), stop.has_come()) {
        (true, _) => Some("interrupted"),
        (false, true) => Some("the time was up (--timeout)"),
        (false, false) => None,
    };
    Ok(Collected { snapshot, cut_short })
}

fn listen_for_ctrl_c(stop: Stop) {
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.now();
        }
    });
}
