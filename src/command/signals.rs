//! What the system tells a running program: to end, and that a file may not grow any more.
//!
//! While a live run collects, the first Ctrl-C (or SIGTERM, which pipelines send) ends the collection and keeps what was read;
//! the second ends the program. At any other time the first one does.

use super::output;
use crate::source::arm::Stop;
use std::sync::{Mutex, PoisonError};

/// The collection that the next signal ends.
static COLLECTING: Mutex<Option<Stop>> = Mutex::new(None);

/// Listens from now on, for as long as the program runs. Where that can't be done, the system's own ways stay: a signal ends
/// the program.
pub(super) fn listen() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else {
        return;
    };
    let (ready, listening) = std::sync::mpsc::channel::<()>();
    let wait = move || {
        runtime.block_on(async {
            let ends = Ends::new();
            // The end of the channel is what is waited for.
            drop(ready);
            let Some(mut ends) = ends else {
                return;
            };
            loop {
                let code = ends.next().await;
                let stop = COLLECTING.lock().unwrap_or_else(PoisonError::into_inner).take();
                match stop {
                    Some(stop) => stop.now(),
                    None => {
                        output::drop_unfinished();
                        end(code);
                    }
                }
            }
        });
    };
    if std::thread::Builder::new().name("signals".to_owned()).spawn(wait).is_ok() {
        let _ = listening.recv();
    }
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "a signal ends the program wherever it is; without a listener the system would"
)]
fn end(code: i32) -> ! {
    std::process::exit(code)
}

/// A collection under way; the next signal ends it, and no later one once this is dropped.
pub(super) struct Collecting;

impl Collecting {
    /// Begins.
    pub(super) fn new(stop: Stop) -> Self {
        *COLLECTING.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
        Self
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        *COLLECTING.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The signals that end a program, and the exit codes that shells give them.
#[cfg(unix)]
struct Ends {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// Never waited for: that somebody listens makes the write fail, where the program would be killed otherwise.
    _too_large: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Ends {
    fn new() -> Option<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        /// SIGXFSZ, on Linux (but for MIPS) and macOS.
        const FILE_TOO_LARGE: i32 = 25;
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
            _too_large: signal(SignalKind::from_raw(FILE_TOO_LARGE)).ok(),
        })
    }

    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }
}

#[cfg(not(unix))]
struct Ends;

#[cfg(not(unix))]
impl Ends {
    fn new() -> Option<Self> {
        Some(Self)
    }

    async fn next(&mut self) -> i32 {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        130
    }
}
