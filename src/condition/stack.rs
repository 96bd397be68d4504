//! A thread with a large stack, on which conditions are compiled and evaluated.

use std::thread;

/// Stack of the thread that compiles and evaluates conditions: CEL recurses into its tree, and an unoptimised build needs
/// 40 KiB for each level.
const STACK: usize = 64 * 1_024 * 1_024;

/// Runs work on a thread with a large stack; a panic goes on in the caller.
pub(crate) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("conditions".into())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .expect("internal: the system can start a thread");
        match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
