//! The marks of the states: a shape, a colour and a word each, so that nobody has to tell colours apart.

use crate::audit::Status;

/// A state as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// In class names and ids.
    pub(super) name: &'static str,
    /// For people.
    pub(super) word: &'static str,
    /// The shape, filled with the state's colour, in a box of 16 × 16.
    pub(super) shape: &'static str,
    /// What stands on the shape.
    pub(super) sign: &'static str,
}

impl Mark {
    /// The mark of a status.
    pub(super) fn of(status: Status) -> Self {
        let (name, word, shape, sign) = match status {
            Status::Fail => ("fail", "failed", "M8 .6 15.4 8 8 15.4 .6 8Z", "M8 4.4v4.4M8 11.2v.2"),
            Status::Unknown => (
                "unknown",
                "undecided",
                "M4.6 1h6.8L15 4.6v6.8L11.4 15H4.6L1 11.4V4.6Z",
                "M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.6-.9 1.3M8 11.6v.2",
            ),
            Status::Manual => ("manual", "to sign", "M8 1 15.4 14.4H.6Z", "M8 6v4M8 12v.2"),
            Status::Waived => ("waived", "waived", "M.8 4h14.4v8H.8Z", "M4 8h8"),
            Status::Attested => {
                ("attested", "attested", "M1.4 1.4h13.2v13.2H1.4Z", "M4.6 8.2 7 10.6l4.4-5")
            }
            Status::Pass => {
                ("pass", "passed", "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z", "M4.8 8.2 7 10.4l4.2-4.8")
            }
            Status::NotApplicable => {
                ("na", "not applicable", "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z", "")
            }
        };
        Self { name, word, shape, sign }
    }

    /// The mark of what may have no finding at all.
    pub(super) fn of_worst(status: Option<Status>) -> Self {
        Self::of(status.unwrap_or(Status::NotApplicable))
    }
}
