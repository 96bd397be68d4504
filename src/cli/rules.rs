//! Arguments that choose rules.

use clap::Args;
use std::path::PathBuf;

/// Which rules judge, and so which reads are made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub struct RuleArgs {
    /// Only rules of this pillar, e.g. DEL; repeatable
    #[arg(long, value_name = "PILLAR")]
    pub pillar: Vec<String>,
    /// Only rules whose id matches; `*` stands for any text; repeatable
    #[arg(long, value_name = "GLOB")]
    pub rule: Vec<String>,
    /// No rules whose id matches; repeatable
    #[arg(long, value_name = "GLOB")]
    pub exclude_rule: Vec<String>,
    /// A directory with rules of your own (*.md); repeatable
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}
