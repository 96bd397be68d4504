//! Progress of a live run, on a terminal only; in a pipe nothing is printed.

use crate::source::arm::Progress;
use crate::text::count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Before so many reads nothing can be said about the rest.
const ENOUGH: usize = 20;

/// One line on stderr that tells how far collection is.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar; hidden when stderr is no terminal or the user wants quiet.
    pub(super) fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
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
        self.0.set_message(line(at, self.0.elapsed()));
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

fn line(at: Progress, elapsed: Duration) -> String {
    let Progress {
        subscriptions,
        subscriptions_done,
        accounts,
        reads_planned,
        reads_done,
        reads_kept,
        reads_waiting,
    } = at;
    let kept = match reads_kept {
        0 => String::new(),
        kept => format!(" ({kept} kept)"),
    };
    let waiting = match reads_waiting {
        0 => String::new(),
        waiting => format!("  waiting for Azure: {}", count(waiting, "read")),
    };
    let left = match left(at, elapsed) {
        None => String::new(),
        // What the other subscriptions hold isn't known yet.
        Some(left) if subscriptions_done < subscriptions => format!("  at least {left} s left"),
        Some(left) => format!("  about {left} s left"),
    };
    format!(
        "subscriptions {subscriptions_done}/{subscriptions}  Foundry accounts {accounts}  reads {reads_done}/{reads_planned}{kept}{left}{waiting}"
    )
}

/// The seconds that the reads planned so far will take at the pace so far, which is that of the server's limits.
fn left(at: Progress, elapsed: Duration) -> Option<u64> {
    if at.reads_done < ENOUGH || at.reads_planned <= at.reads_done {
        return None;
    }
    let done = u32::try_from(at.reads_done).ok()?;
    let open = u32::try_from(at.reads_planned - at.reads_done).ok()?;
    let left = elapsed.checked_mul(open)?.checked_div(done)?;
    Some(left.as_secs().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(subscriptions_done: usize, reads_done: usize, reads_planned: usize) -> Progress {
        Progress {
            subscriptions: 3,
            subscriptions_done,
            accounts: 2,
            reads_planned,
            reads_done,
            reads_kept: 0,
            reads_waiting: 0,
        }
    }

    #[test]
    fn the_pace_so_far_tells_the_rest() {
        let ten = Duration::from_secs(10);
        assert_eq!(left(at(3, 100, 400), ten), Some(30));
        assert_eq!(left(at(3, 100, 101), ten), Some(1));
        assert_eq!(left(at(3, 400, 400), ten), None, "all is done");
        assert_eq!(left(at(3, 5, 400), ten), None, "too early to tell");
    }

    #[test]
    fn more_may_come_until_all_subscriptions_are_known() {
        let ten = Duration::from_secs(10);
        assert!(line(at(1, 100, 400), ten).ends_with("at least 30 s left"));
        assert!(line(at(3, 100, 400), ten).ends_with("about 30 s left"));
        assert!(line(at(3, 400, 400), ten).ends_with("reads 400/400"));
    }

    #[test]
    fn trouble_that_is_waited_out_is_told() {
        let waiting = Progress { reads_waiting: 1, ..at(3, 400, 401) };
        let line = line(waiting, Duration::from_secs(10));
        assert!(line.ends_with("about 1 s left  waiting for Azure: 1 read"), "{line}");
    }

    #[test]
    fn a_resumed_run_tells_what_it_need_not_read() {
        let resumed = Progress { reads_kept: 250, ..at(3, 100, 400) };
        let line = line(resumed, Duration::from_secs(10));
        assert!(line.ends_with("reads 100/400 (250 kept)  about 30 s left"), "{line}");
    }
}
