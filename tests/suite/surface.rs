//! The command line as users and scripts know it: every verb's help is a golden file. A change here is a change of a contract.

use crate::process::run;
use clap::{Command, CommandFactory};
use foundry_dr::cli::Cli;

/// Every verb with its own verbs, depth first.
fn verbs(command: &Command, path: &[String], found: &mut Vec<Vec<String>>) {
    found.push(path.to_vec());
    for verb in command.get_subcommands() {
        if verb.get_name() != "help" {
            let below: Vec<String> =
                path.iter().cloned().chain([verb.get_name().to_owned()]).collect();
            verbs(verb, &below, found);
        }
    }
}

fn all() -> Vec<Vec<String>> {
    let mut found = Vec::new();
    verbs(&Cli::command(), &[], &mut found);
    found
}

#[test]
fn the_whole_surface() {
    let mut text = String::new();
    for verb in all() {
        let args: Vec<&str> = verb.iter().map(String::as_str).chain(["--help"]).collect();
        let help = run(&args);
        assert_eq!(help.code, 0, "{verb:?}");
        text.push_str(&format!("$ foundry-dr {}\n{}\n", args.join(" "), help.stdout));
    }
    insta::with_settings!({snapshot_path => "../data", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("cli", text);
    });
}

#[test]
fn every_shell_gets_completions_of_every_verb() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert_eq!(script.code, 0, "{shell}: {}", script.stderr);
        for verb in ["audit", "render", "diff", "fail-on-new"] {
            assert!(script.stdout.contains(verb), "{shell}: {verb}");
        }
    }
    assert_eq!(run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn every_verb_has_a_manual_page() {
    for verb in all() {
        let args: Vec<&str> = ["man"].into_iter().chain(verb.iter().map(String::as_str)).collect();
        let page = run(&args);
        assert_eq!(page.code, 0, "{verb:?}: {}", page.stderr);
        assert!(page.stdout.contains(".TH foundry"), "{verb:?}");
    }
    let wrong = run(&["man", "audti"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `audit`"), "{}", wrong.stderr);
}
