//! The verbs, one file each: read, build, judge, render, decide. This is where the outside world is: files, environment,
//! clock, terminal.

mod audit;
mod clock;
mod completions;
mod config;
mod destination;
mod diff;
mod explain;
mod failure;
mod formats;
mod input;
mod live;
mod man;
mod output;
mod permissions;
mod progress;
mod questionnaire;
mod render;
mod rules;
mod schema;
mod snapshot;

use crate::cli::{Cli, RulesVerb, Verb};
use crate::exit::Exit;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// Runs the verb and says on stderr why it couldn't, if so.
#[must_use]
pub fn run(cli: Cli) -> Exit {
    start_logging(cli.verbosity.verbose);
    let result = match cli.verb {
        Verb::Audit(args) => audit::run(&args, cli.verbosity),
        Verb::Snapshot(args) => snapshot::run(&args, cli.verbosity),
        Verb::Questionnaire(args) => questionnaire::run(&args, cli.verbosity),
        Verb::Rules(RulesVerb::List(args)) => rules::list(&args),
        Verb::Rules(RulesVerb::Explain(args)) => rules::explain(&args),
        Verb::Rules(RulesVerb::Coverage(args)) => rules::coverage(&args),
        Verb::Rules(RulesVerb::Facts { kind }) => rules::facts(kind),
        Verb::Rules(RulesVerb::Test { dir }) => rules::test(dir.as_deref()),
        Verb::Render(args) => render::run(&args, cli.verbosity),
        Verb::Explain(args) => explain::run(&args, cli.verbosity),
        Verb::Diff(args) => diff::run(&args),
        Verb::Permissions(args) => permissions::run(&args, cli.verbosity),
        Verb::Schema(args) => schema::run(&args),
        Verb::Completions(args) => completions::run(&args),
        Verb::Man(args) => man::run(&args),
    };
    result.unwrap_or_else(|failure| {
        output::complain(&failure);
        Exit::CouldNotRun
    })
}

/// Requests are logged at `-vv`. Only this program's own lines: libraries below may print headers.
fn start_logging(verbose: u8) {
    if verbose < 2 {
        return;
    }
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(|| output::LogLine)
        .without_time()
        .with_ansi(false);
    let own = Targets::new().with_target("foundry_dr", LevelFilter::DEBUG);
    let subscriber = tracing_subscriber::registry().with(lines).with(own);
    // A second subscriber can't be set; the first one serves.
    let _ = subscriber.try_init();
}
