//! Parts of a rule that are made when they are first asked for: most runs judge by few of the built-in rules, and nearly none
//! reads their examples.

use std::sync::LazyLock;

/// A value that is made when it is first asked for.
pub(super) type Later<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;

/// A value to be made later.
pub(super) fn later<T>(make: impl FnOnce() -> T + Send + 'static) -> Later<T> {
    LazyLock::new(Box::new(make))
}

/// A value that is there already.
pub(super) fn ready<T: Send + 'static>(value: T) -> Later<T> {
    later(move || value)
}
