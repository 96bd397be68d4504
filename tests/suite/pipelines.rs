//! The example pipelines call the program as it is: each of their command lines is one that it takes. That the files are what
//! the three services expect is checked against their schemas by `.ci/run`.

use clap::Parser;
use foundry_dr::cli::Cli;
use std::fs;
use std::path::PathBuf;

/// The composite action, which has to be alone in a directory.
const ACTION: &str = "action/action.yml";

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/pipelines")
}

fn pipelines() -> Vec<(String, String)> {
    let directory = directory();
    let mut files: Vec<(String, String)> = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .chain([directory.join(ACTION)])
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The command lines of a script: continued lines joined, variables as they stand, quotes taken off.
fn commands(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().map(|line| {
        let line = line.trim();
        line.strip_prefix("- ").unwrap_or(line)
    });
    lines
        .filter(|line| line.starts_with("foundry-dr "))
        .map(|line| {
            let words = line.split_whitespace();
            words.map(|word| word.trim_matches('"').replace("$FAIL_ON", "critical")).collect()
        })
        .collect()
}

#[test]
fn every_command_line_is_one_that_the_program_takes() {
    let pipelines = pipelines();
    assert_eq!(pipelines.len(), 4);
    for (name, text) in pipelines {
        let commands = commands(&text);
        assert!(!commands.is_empty(), "{name} runs no audit");
        for words in commands {
            let parsed = Cli::try_parse_from(&words);
            assert!(parsed.is_ok(), "{name}: {words:?}: {}", parsed.unwrap_err());
        }
    }
}

#[test]
fn nothing_is_pinned_to_what_can_move() {
    for (name, text) in pipelines() {
        for line in text.lines().map(str::trim) {
            if let Some((_, action)) = line.split_once("uses: ") {
                let revision = action.split_once('@').unwrap().1;
                let hash = revision.split(' ').next().unwrap();
                assert_eq!(hash.len(), 40, "{name}: {action}");
                assert!(revision.contains("# v"), "{name}: {action}");
            }
            if let Some((_, image)) = line.split_once("image: ") {
                assert!(!image.ends_with("latest"), "{name}: {image}");
            }
            if line.contains("cargo install") {
                assert!(line.contains("--locked"), "{name}: {line}");
                assert!(line.contains("--tag v"), "{name}: {line}");
            }
        }
    }
}

#[test]
fn no_pipeline_holds_a_secret_or_ignores_the_gate() {
    for (name, text) in pipelines() {
        for word in ["secrets.", "continue-on-error", "continueOnError", "allow_failure", "|| true"]
        {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

/// Names of the action's inputs, and whether each is required.
fn inputs() -> Vec<(String, bool)> {
    let action = fs::read_to_string(directory().join(ACTION)).unwrap();
    let (_, inputs) = action.split_once("\ninputs:\n").unwrap();
    let (inputs, _) = inputs.split_once("\n\n").unwrap();
    let mut found: Vec<(String, bool)> = Vec::new();
    for line in inputs.lines() {
        match line.strip_prefix("  ").unwrap() {
            name if !name.starts_with(' ') => found.push((name.replace(':', ""), false)),
            "  required: true" => found.last_mut().unwrap().1 = true,
            _ => {}
        }
    }
    found
}

#[test]
fn the_five_lines_of_the_readme_call_the_action_as_it_is() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (_, block) = readme.split_once("### CI in five lines").unwrap();
    let (_, block) = block.split_once("```yaml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    assert_eq!(block.lines().count(), 5, "{block}");
    let (_, with) = block.split_once("uses: ./.github/actions/foundry-dr").unwrap();
    let (_, with) = with.split_once("with: {").unwrap();
    let (with, _) = with.split_once(" }\n").unwrap();
    let given: Vec<&str> =
        with.split(", ").map(|pair| pair.split(':').next().unwrap().trim()).collect();
    let inputs = inputs();
    for name in &given {
        assert!(inputs.iter().any(|(known, _)| known == name), "{name} of {inputs:?}");
    }
    for (name, _) in inputs.iter().filter(|(_, required)| *required) {
        assert!(given.contains(&name.as_str()), "{name} is required");
    }
    assert!(inputs.iter().any(|(_, required)| *required));
}
