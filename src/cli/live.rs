//! Arguments for reaching Azure.

use super::wide::{WideArgs, span};
use crate::model::{Cloud, Credential};
use clap::Args;
use std::time::Duration;

/// How to reach Azure.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source: live")]
pub struct LiveArgs {
    /// Subscription id or name; repeatable [env: AZURE_SUBSCRIPTION_ID]
    #[arg(short, long, alias = "subscription-id", value_name = "ID|NAME")]
    pub subscription: Vec<String>,
    /// Many subscriptions at once
    #[command(flatten)]
    pub wide: WideArgs,
    /// How to sign in; `token` takes a bearer token from AZURE_ACCESS_TOKEN
    #[arg(long, default_value = "auto", value_name = "HOW")]
    pub credential: Credential,
    /// Which Azure
    #[arg(long, default_value = "public")]
    pub cloud: Cloud,
    /// Another Resource Manager endpoint (https; http only on loopback)
    #[arg(long, value_name = "URL")]
    pub arm_endpoint: Option<String>,
    /// Time for the whole run, e.g. 90s, 15m, 1h
    #[arg(long, default_value = "15m", value_name = "TIME", value_parser = duration)]
    pub timeout: Duration,
    /// Most requests a second and subscription (default: as Azure allows)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_rps: Option<u32>,
    /// Most requests at once
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub concurrency: u16,
}

/// The time for a run; a bare number is seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let is_bare = text.ends_with(|c: char| c.is_ascii_digit());
    span(&format!("{text}{}", if is_bare { "s" } else { "" }), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("15m"), Ok(Duration::from_secs(900)));
        for wrong in ["", "0s", "x", "5d", "99999999999h", "-1s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
