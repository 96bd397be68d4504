//! What stands below the help of each verb: command lines to copy, and the exit codes.

pub(super) const PROGRAM: &str = "\
Examples:
  foundry-dr audit --demo                             the built-in sample estate, without Azure
  foundry-dr audit -s my-subscription                 audit a subscription
  foundry-dr audit -s my-subscription --fail-on high  as a gate
  foundry-dr snapshot -s my-subscription --out estate.jsonl
  foundry-dr audit -i estate.jsonl -o table -o json=report.json -o sarif=report.sarif
  foundry-dr render report.json -o markdown           a saved report in another format
  foundry-dr diff last-week.json report.json          what changed
  foundry-dr rules explain FDR-REC-001

Exit codes:
  0 passed   1 failed   2 could not run   3 undecided: evidence is missing";

pub(super) const AUDIT: &str = "\
Examples:
  foundry-dr audit --demo
  foundry-dr audit -s my-subscription --fail-on high --on-unknown undecided
  foundry-dr audit -i estate.jsonl -o table -o sarif=report.sarif -o junit=report.xml
  foundry-dr audit --demo -o markdown -q >> \"$GITHUB_STEP_SUMMARY\"

Exit codes:
  0 passed   1 failed   2 could not run   3 undecided: evidence is missing";

pub(super) const RENDER: &str = "\
Examples:
  foundry-dr render report.json                       the table
  foundry-dr render report.json -o markdown -o csv=report.csv

Exit codes:
  0 written   2 could not read or write; the report's own gate is printed, but doesn't count here";

pub(super) const EXPLAIN: &str = "\
Examples:
  foundry-dr explain DEL-002 cosmos-ai-lab --demo
  foundry-dr explain REC-001 -i estate.jsonl          every finding of the rule that is open
  foundry-dr explain LPA-006 cosmos-agents report.json

Exit codes:
  0 explained   2 could not run";

pub(super) const DIFF: &str = "\
Examples:
  foundry-dr diff old.json new.json
  foundry-dr diff old.jsonl new.jsonl -o markdown     two snapshots, judged by the rules of this version
  foundry-dr diff baseline.json new.json --fail-on-new critical

Exit codes:
  0 compared, or nothing new   1 something new at the threshold   2 could not run
  3 undecided: evidence at the threshold was lost";

pub(super) const COMPLETIONS: &str = "\
Examples:
  foundry-dr completions bash > ~/.local/share/bash-completion/completions/foundry-dr
  foundry-dr completions zsh > ~/.zfunc/_foundry-dr";

pub(super) const MAN: &str = "\
Examples:
  foundry-dr man > foundry-dr.1
  foundry-dr man rules explain > foundry-dr-rules-explain.1";

pub(super) const SNAPSHOT: &str = "\
Examples:
  foundry-dr snapshot -s my-subscription --out estate.jsonl
  foundry-dr snapshot --all-subscriptions --timeout 1h --out tenant.jsonl
  foundry-dr snapshot --resume tenant.jsonl --out whole.jsonl     read only what is missing

Exit codes:
  0 complete   2 could not run   3 written, but some reads gave no answer";

pub(super) const QUESTIONNAIRE: &str = "\
Examples:
  foundry-dr questionnaire -s my-subscription --out attestations.toml
  foundry-dr questionnaire -i estate.jsonl --out attestations.toml
  foundry-dr audit -i estate.jsonl --config attestations.toml     what was signed counts";

pub(super) const PERMISSIONS: &str = "\
Examples:
  foundry-dr permissions > role.json                  the least custom role for all rules
  foundry-dr permissions --rule 'FDR-DEL-*'           for some rules
  foundry-dr permissions -s my-subscription -g rg-ai  for one resource group, and what can be read
  az role definition create --role-definition role.json

Exit codes:
  0 all reads are allowed   2 could not run   3 some are not: the rules that stay unknown are named";

pub(super) const SCHEMA: &str = "\
Examples:
  foundry-dr schema report > report.schema.json
  foundry-dr schema config";

pub(super) const RULES_LIST: &str = "\
Examples:
  foundry-dr rules list --pillar DEL
  foundry-dr rules list --severity critical --kind cosmos-account
  foundry-dr rules list -o json";

pub(super) const RULES_EXPLAIN: &str = "\
Examples:
  foundry-dr rules explain FDR-DEL-001
  foundry-dr rules explain MOD-001                    FDR- may be left out
  foundry-dr rules explain FDR-REC-001 -o json";

pub(super) const RULES_COVERAGE: &str = "\
Examples:
  foundry-dr rules coverage
  foundry-dr rules coverage -o markdown";

pub(super) const RULES_FACTS: &str = "\
Examples:
  foundry-dr rules facts
  foundry-dr rules facts storage-account";

pub(super) const RULES_TEST: &str = "\
Examples:
  foundry-dr rules test                               the built-in rules
  foundry-dr rules test my-rules                      those of your own";

#[cfg(test)]
mod tests {
    use super::super::Cli;
    use clap::{CommandFactory, Parser};

    /// The command lines below the help of a verb and of those below it.
    fn examples(command: &clap::Command, found: &mut Vec<String>) {
        let text = command.get_after_help().map(ToString::to_string);
        let lines = text.unwrap_or_default();
        let lines = lines.lines().map(str::trim);
        found.extend(lines.filter(|line| line.starts_with("foundry-dr ")).map(str::to_owned));
        for verb in command.get_subcommands() {
            examples(verb, found);
        }
    }

    #[test]
    fn every_verb_has_examples_and_each_is_a_command_line() {
        let mut program = Cli::command();
        program.build();
        let mut lines = Vec::new();
        examples(&program, &mut lines);
        for line in &lines {
            // What follows is an explanation, or for the shell.
            let words = line.split("  ").next().unwrap_or(line);
            let words = words.split('>').next().unwrap_or(words).split_whitespace();
            let words = words.map(|word| word.trim_matches(['\'', '"']));
            let parsed = Cli::try_parse_from(words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
        let verbs = program.get_subcommands();
        for verb in verbs.filter(|verb| verb.get_name() != "help") {
            let below: Vec<_> = verb.get_subcommands().collect();
            let verbs = if below.is_empty() { vec![verb] } else { below };
            for verb in verbs.iter().filter(|verb| verb.get_name() != "help") {
                assert!(verb.get_after_help().is_some(), "{} has none", verb.get_name());
            }
        }
    }
}
