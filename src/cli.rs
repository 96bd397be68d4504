//! The command line: clap types only. Nothing happens while parsing; `command` gives the words their meaning.

mod examples;
mod live;
mod output;
mod permissions;
mod rules;
mod wide;
mod word;

pub use live::LiveArgs;
pub use output::{Format, Output, TextOrJson};
pub use permissions::PermissionsArgs;
pub use rules::RuleArgs;
pub use wide::{EvidenceArgs, ResumeArgs, WideArgs};

use crate::model::{FailOn, Kind, OnUnknown, Severity};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use output::OutputParser;
use std::path::PathBuf;

/// Resilience auditor for Azure AI Foundry (Microsoft Foundry) projects and their Agent Service
#[derive(Debug, Parser)]
#[command(name = "foundry-dr", version, max_term_width = 100, after_help = examples::PROGRAM)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub verb: Verb,
    /// What to print besides the report
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// How talkative the program is.
#[derive(Clone, Copy, Debug, Args)]
pub struct Verbosity {
    /// `audit`: show passes and not-applicable findings too; twice: log requests to stderr
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// No progress and no notes on stderr; the gate line stays
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Colours in the table
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: When,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Judge an estate: live, from a snapshot, or the built-in demo
    #[command(after_help = examples::AUDIT)]
    Audit(Box<AuditArgs>),
    /// Collect only; the file can be audited anywhere, later
    #[command(after_help = examples::SNAPSHOT)]
    Snapshot(Box<SnapshotArgs>),
    /// Write the questions that only people can answer here, as a config file to fill in
    #[command(after_help = examples::QUESTIONNAIRE)]
    Questionnaire(Box<QuestionnaireArgs>),
    /// Write a saved report in other formats
    #[command(after_help = examples::RENDER)]
    Render(Box<RenderArgs>),
    /// One finding, whole: evidence, reasons, and commands with your names
    #[command(after_help = examples::EXPLAIN)]
    Explain(Box<ExplainFindingArgs>),
    /// What changed between two reports or snapshots
    #[command(after_help = examples::DIFF)]
    Diff(Box<DiffArgs>),
    /// The rules: list, explain, coverage, facts, test
    #[command(subcommand)]
    Rules(RulesVerb),
    /// The least role that this program needs, and what this identity can read
    #[command(after_help = examples::PERMISSIONS)]
    Permissions(Box<PermissionsArgs>),
    /// Print a JSON Schema
    #[command(after_help = examples::SCHEMA)]
    Schema(SchemaArgs),
    /// Print the completions of a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print the manual page, or that of a verb
    #[command(after_help = examples::MAN)]
    Man(ManArgs),
}

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Where the estate comes from
    #[command(flatten)]
    pub source: SourceArgs,
    /// Which evidence counts
    #[command(flatten)]
    pub evidence: EvidenceArgs,
    /// What is judged
    #[command(flatten)]
    pub select: SelectArgs,
    /// Which rules judge
    #[command(flatten)]
    pub rules: RuleArgs,
    /// What decides the exit code
    #[command(flatten)]
    pub gate: GateArgs,
    /// Waivers, attestations and defaults; repeatable, later files add to earlier ones [default: ./foundry-dr.toml if it is there, not with --demo]
    #[arg(long, value_name = "FILE", help_heading = "Config")]
    pub config: Vec<PathBuf>,
    /// FORMAT or FORMAT=PATH; repeatable, one of them to stdout
    #[arg(
        short,
        long = "output",
        value_name = "FORMAT[=PATH]",
        value_parser = OutputParser,
        help_heading = "Output"
    )]
    pub output: Vec<Output>,
    /// Hide findings below this severity in the table; they stay in the score and in JSON
    #[arg(long, value_name = "SEV", help_heading = "Output")]
    pub min_severity: Option<Severity>,
}

/// Arguments of `render`.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// A report that `audit -o json=FILE` wrote, `-` for stdin
    #[arg(value_name = "REPORT.json")]
    pub report: PathBuf,
    /// FORMAT or FORMAT=PATH; repeatable, one of them to stdout
    #[arg(short, long = "output", value_name = "FORMAT[=PATH]", value_parser = OutputParser)]
    pub output: Vec<Output>,
    /// Hide findings below this severity in the table; the other formats have them
    #[arg(long, value_name = "SEV")]
    pub min_severity: Option<Severity>,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainFindingArgs {
    /// A rule's id (DEL-002) or the first 8 or more digits of a finding's fingerprint
    #[arg(value_name = "RULE|FINGERPRINT")]
    pub what: String,
    /// Name or id of a resource, a report that `audit -o json=FILE` wrote, or both; without a report the estate is audited
    #[arg(value_name = "RESOURCE|REPORT.json", num_args = 0..=2)]
    pub about: Vec<String>,
    /// Where the estate comes from
    #[command(flatten)]
    pub source: SourceArgs,
    /// Waivers and attestations; repeatable [default: ./foundry-dr.toml if it is there, not with --demo]
    #[arg(long, value_name = "FILE", help_heading = "Config")]
    pub config: Vec<PathBuf>,
    /// A directory with rules of your own; repeatable
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// How to print it
    #[arg(short, long, default_value = "text", value_name = "FORMAT")]
    pub output: TextOrJson,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// A report (JSON) or a snapshot, as it was
    pub old: PathBuf,
    /// A report (JSON) or a snapshot, as it is now
    pub new: PathBuf,
    /// How to print it
    #[arg(short, long, default_value = "text", value_name = "FORMAT")]
    pub output: ListFormat,
    /// Exit with 1 on new or worse findings of this severity or worse, and with 3 if evidence at it was lost
    #[arg(long, value_name = "SEV")]
    pub fail_on_new: Option<Severity>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// A verb, e.g. audit, or rules explain
    #[arg(value_name = "VERB")]
    pub verb: Vec<String>,
}

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// Where the estate comes from
    #[command(flatten)]
    pub live: LiveArgs,
    /// Going on where an earlier run stopped
    #[command(flatten)]
    pub resume: ResumeArgs,
    /// The file to write (JSON Lines, mode 0600)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub out: PathBuf,
}

/// Arguments of `questionnaire`.
#[derive(Debug, Args)]
pub struct QuestionnaireArgs {
    /// Where the estate comes from
    #[command(flatten)]
    pub source: SourceArgs,
    /// Which rules ask
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Workloads to ask about; repeatable [default: ./foundry-dr.toml if it is there, not with --demo]
    #[arg(long, value_name = "FILE", help_heading = "Config")]
    pub config: Vec<PathBuf>,
    /// The file to write; one that is there is never overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Live, from files, or the demo.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// Live
    #[command(flatten)]
    pub live: LiveArgs,
    /// A snapshot file, `-` for stdin; repeatable, several are merged
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["subscription", "management_group", "all_subscriptions", "demo"], help_heading = "Source: offline")]
    pub input: Vec<PathBuf>,
    /// The built-in sample estate: no Azure, no files, no network
    #[arg(
        long,
        conflicts_with_all = ["subscription", "management_group", "all_subscriptions"],
        help_heading = "Source: offline"
    )]
    pub demo: bool,
}

/// Which subjects are reported and gated. Collection is not narrowed, so that sharing stays visible.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is judged")]
pub struct SelectArgs {
    /// Only resources of this resource group; repeatable
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Vec<String>,
    /// Only this Foundry account and what it uses; repeatable
    #[arg(long, value_name = "NAME|ID")]
    pub account: Vec<String>,
    /// Only this project and what it uses; repeatable
    #[arg(long, value_name = "[ACCOUNT/]NAME|ID")]
    pub project: Vec<String>,
}

/// What decides the exit code.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gate")]
pub struct GateArgs {
    /// Fail on open findings of this severity or worse [default: critical; never with --demo]
    #[arg(long, value_name = "SEV")]
    pub fail_on: Option<FailOn>,
    /// Fail below this score; undecided unless coverage is 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_score: Option<u8>,
    /// What missing evidence at the threshold does; `ignore` never covers listings that couldn't be read [default: undecided]
    #[arg(long, value_name = "WHAT")]
    pub on_unknown: Option<OnUnknown>,
    /// Fail on attestations at the threshold that nobody signed
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub require_attestations: Option<bool>,
    /// Pass although no Foundry account was found
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub allow_empty: Option<bool>,
}

/// Verbs of `rules`.
#[derive(Debug, Subcommand)]
pub enum RulesVerb {
    /// All rules, a line each
    #[command(after_help = examples::RULES_LIST)]
    List(Box<ListArgs>),
    /// One rule: what it checks, why, how to fix, limits
    #[command(after_help = examples::RULES_EXPLAIN)]
    Explain(ExplainArgs),
    /// What Microsoft's pages say, and which rules take it up
    #[command(after_help = examples::RULES_COVERAGE)]
    Coverage(CoverageArgs),
    /// The facts that conditions can use
    #[command(after_help = examples::RULES_FACTS)]
    Facts {
        /// Only those of this kind, e.g. storage-account
        #[arg(hide_possible_values = true)]
        kind: Option<Kind>,
    },
    /// Run the examples of the built-in rules, or of the rules in DIR
    #[command(after_help = examples::RULES_TEST)]
    Test {
        /// A directory with rules of your own
        dir: Option<PathBuf>,
    },
}

/// Arguments of `rules list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which rules
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Only rules of this severity; repeatable
    #[arg(long, value_name = "SEV")]
    pub severity: Vec<Severity>,
    /// Only rules that judge this kind, e.g. storage-account; repeatable
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub kind: Vec<Kind>,
    /// How to print them
    #[arg(short, long, default_value = "text", value_name = "FORMAT")]
    pub output: ListFormat,
}

/// Arguments of `rules explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule's id, e.g. FDR-REC-001
    pub id: String,
    /// A directory with rules of your own; repeatable
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// How to print it
    #[arg(short, long, default_value = "text", value_name = "FORMAT")]
    pub output: TextOrJson,
}

/// Arguments of `rules coverage`.
#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// A directory with rules of your own; repeatable
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// How to print it
    #[arg(short, long, default_value = "text", value_name = "FORMAT")]
    pub output: ListFormat,
}

/// Formats of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For a person at a terminal
    Text,
    /// For programs
    Json,
    /// A table for a document
    Markdown,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which schema
    pub what: SchemaName,
}

/// The schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// What `audit -o json` writes
    Report,
    /// foundry-dr.toml
    Config,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
