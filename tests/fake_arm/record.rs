//! What the server was asked: every request, and how many ran at once. Tests hold the client's promises against it:
//! read-only, nothing twice, bounded concurrency.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// `GET`, if the client keeps its promise.
    pub(crate) method: String,
    /// The path as sent.
    pub(crate) path: String,
    /// The query as sent, without `?`.
    pub(crate) query: String,
    /// True if it carried a bearer token, valid or not.
    pub(crate) had_token: bool,
    /// The status it was answered with; 0 while it runs.
    pub(crate) status: u16,
    /// When it came, counted from the server's start.
    pub(crate) at: Duration,
}

/// The log of a server.
#[derive(Debug)]
pub(crate) struct Log {
    started: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<Recorded>,
    running: usize,
    peak: usize,
}

/// A request that is being answered; it counts as running until this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    log: Arc<Log>,
    at: usize,
}

impl Log {
    /// An empty log.
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), state: Mutex::default() }
    }

    /// Writes down a request that begins.
    pub(crate) fn begin(self: &Arc<Self>, mut request: Recorded) -> Running {
        request.at = self.started.elapsed();
        let mut state = self.state();
        state.requests.push(request);
        state.running += 1;
        state.peak = state.peak.max(state.running);
        Running { log: Arc::clone(self), at: state.requests.len() - 1 }
    }

    /// All requests so far, in the order in which they came.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// Addresses that were answered with 200 more than once, and how often.
    pub(crate) fn duplicates(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for request in self.state().requests.iter().filter(|request| request.status == 200) {
            let address = format!("{}?{}", request.path, request.query).to_ascii_lowercase();
            *counts.entry(address).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| *count > 1).collect()
    }

    /// The most requests that ever ran at once.
    pub(crate) fn peak_concurrency(&self) -> usize {
        self.state().peak
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// Notes the status that the request is answered with.
    pub(crate) fn answered(&self, status: u16) {
        self.log.state().requests[self.at].status = status;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.log.state().running -= 1;
    }
}
