//! Arguments of `permissions`.

use super::live::LiveArgs;
use super::output::TextOrJson;
use super::rules::RuleArgs;
use clap::Args;

/// Arguments of `permissions`.
#[derive(Debug, Args)]
pub struct PermissionsArgs {
    /// Which subscriptions; without any, only the role is printed and nobody has to sign in
    #[command(flatten)]
    pub live: LiveArgs,
    /// Which rules the role is for
    #[command(flatten)]
    pub rules: RuleArgs,
    /// A role for one resource group of the subscription instead of all of it
    #[arg(short = 'g', long, value_name = "NAME", help_heading = "Role")]
    pub resource_group: Option<String>,
    /// Print the role only: no sign-in, nothing is read
    #[arg(long, help_heading = "Role")]
    pub role_only: bool,
    /// How to print it; `json` without a source is the role as `az role definition create` takes it
    #[arg(short, long, default_value = "text", value_name = "FORMAT")]
    pub output: TextOrJson,
}
