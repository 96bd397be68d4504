//! Progress of a live run, on a terminal only; in a pipe nothing is printed.

use crate::source::arm::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// One line on stderr that tells how far collection is.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar; hidden when stderr is no terminal or the user wants quiet.
    pub(super) fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg}  {elapsed}")
                .expect("internal: the template is fixed"),
        );
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Shows where the run is.
    pub(super) fn show(&self, at: Progress) {
        let Progress {
            subscriptions,
            subscriptions_done,
            accounts,
            reads_planned,
            reads_done,
        } = at;
        self.0.set_message(format!(
            "subscriptions {subscriptions_done}/{subscriptions}  Foundry accounts {accounts}  reads {reads_done}/{reads_planned}"
        ));
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
