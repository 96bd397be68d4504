//! When a run ends before its work does: Ctrl-C, or the time that the user gave it.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// The end of a run. Clones share it: one is given to the client, another to the Ctrl-C handler.
#[derive(Clone, Debug)]
pub struct Stop {
    deadline: Instant,
    cancelled: Arc<watch::Sender<bool>>,
}

impl Stop {
    /// A run that ends after this time at the latest.
    #[must_use]
    pub fn after(timeout: Duration) -> Self {
        let far = Duration::from_secs(60 * 60 * 24 * 365);
        Self {
            deadline: Instant::now() + timeout.min(far),
            cancelled: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Ends the run now. What was read is kept; the rest will be `NotRead`.
    pub fn now(&self) {
        self.cancelled.send_replace(true);
    }

    /// True if the run has ended.
    #[must_use]
    pub fn has_come(&self) -> bool {
        *self.cancelled.borrow() || Instant::now() >= self.deadline
    }

    /// True if the user ended it, rather than the clock.
    #[must_use]
    pub fn was_asked_for(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// True if waiting that long would outlast the run.
    pub(super) fn comes_within(&self, wait: Duration) -> bool {
        Instant::now().checked_add(wait).is_none_or(|end| end >= self.deadline)
    }

    /// Waits for the end.
    pub async fn come(&self) {
        let mut cancelled = self.cancelled.subscribe();
        tokio::select! {
            () = tokio::time::sleep_until(self.deadline) => {}
            // The sender lives as long as `self`, so waiting can't fail.
            _ = cancelled.wait_for(|cancelled| *cancelled) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn either_the_clock_or_the_user_ends_a_run() {
        let long = Stop::after(Duration::from_secs(3600));
        assert!(!long.has_come());
        assert!(long.comes_within(Duration::from_secs(7200)));
        assert!(!long.comes_within(Duration::from_secs(1)));
        long.clone().now();
        long.come().await;
        assert!(long.has_come() && long.was_asked_for());

        let short = Stop::after(Duration::ZERO);
        short.come().await;
        assert!(short.has_come() && !short.was_asked_for());
        assert!(!Stop::after(Duration::MAX).comes_within(Duration::from_secs(60)));
    }
}
