//! The exit codes: named, documented, stable. Formats and a closed stdout never change them.

use std::process::ExitCode;

/// How a run ended. When several apply, `CouldNotRun` beats `Failed` beats `Undecided`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: the gate passed, or the verb did what was asked.
    Passed,
    /// 3: nothing failed, but evidence is missing or the run was interrupted.
    Undecided,
    /// 1: an open finding at or above the threshold, a failed example, or a score below the minimum.
    Failed,
    /// 2: usage, config, rule file, sign-in, unreadable input, or an output that couldn't be written.
    CouldNotRun,
}

impl Exit {
    /// The process's exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::CouldNotRun => 2,
            Self::Undecided => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn two_beats_one_beats_three_beats_zero() {
        let worst = [Exit::Passed, Exit::Undecided, Exit::Failed, Exit::CouldNotRun];
        assert!(worst.is_sorted());
        assert_eq!(worst.map(Exit::code), [0, 3, 1, 2]);
    }
}
