//! Arguments for runs over many subscriptions, and over evidence of some age.

use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// Many subscriptions at once.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source: live")]
pub struct WideArgs {
    /// All subscriptions below this management group (its id, not its display name)
    #[arg(long, value_name = "ID", conflicts_with_all = ["subscription", "all_subscriptions"])]
    pub management_group: Option<String>,
    /// All subscriptions that this identity sees
    #[arg(long, conflicts_with = "subscription")]
    pub all_subscriptions: bool,
}

/// Going on where an earlier run stopped.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source: live")]
pub struct ResumeArgs {
    /// An earlier snapshot: its complete answers are kept, only the rest is read; its subscriptions are the scope
    #[arg(long, value_name = "FILE", conflicts_with_all = ["subscription", "management_group", "all_subscriptions"])]
    pub resume: Option<PathBuf>,
}

/// Which evidence counts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source: offline")]
pub struct EvidenceArgs {
    /// Where an input lacks a subscription's own list of locations, take zones and pairs from Microsoft's published list (2025-09-23)
    #[arg(long, requires = "input", conflicts_with_all = ["demo", "subscription", "management_group", "all_subscriptions"])]
    pub published_regions: bool,
    /// Undecided if anything was read longer ago than this, e.g. 12h, 7d
    #[arg(long, value_name = "TIME", value_parser = age)]
    pub max_age: Option<Duration>,
}

fn age(text: &str) -> Result<Duration, String> {
    span(text, 3_650)
}

/// A number and a unit: `90s`, `15m`, `12h`, `7d`; at most so many days.
pub(super) fn span(text: &str, most_days: u64) -> Result<Duration, String> {
    const DAY: u64 = 86_400;
    const FORM: &str = "a number and a unit, e.g. 90s, 15m, 12h, 7d";
    let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => DAY,
        _ => return Err(FORM.to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| FORM.to_owned())?;
    match number.checked_mul(seconds) {
        Some(seconds) if (1..=most_days * DAY).contains(&seconds) => {
            Ok(Duration::from_secs(seconds))
        }
        Some(_) | None => Err(format!("between 1s and {most_days}d")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        assert_eq!(age("7d"), Ok(Duration::from_secs(604_800)));
        assert_eq!(age("12h"), Ok(Duration::from_secs(43_200)));
        for wrong in ["", "7", "0d", "x", "99999999999999999d", "-1d", "3651d"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
