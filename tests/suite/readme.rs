//! What README promises holds: its commands run, its numbers of rules are right.

use crate::fake_arm::{FakeArm, Server, World};
use crate::process::{Run, command, finish};
use foundry_dr::rule::Class;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

/// The commands of the README, in its order.
fn commands() -> Vec<Vec<String>> {
    let text = readme();
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // Odd pieces are those between fences; the first word is the fence's language.
    let fences = text.split("```").skip(1).step_by(2);
    let shell = fences.filter_map(|fence| fence.strip_prefix("sh\n"));
    let lines = shell.flat_map(str::lines).map(str::trim).filter_map(|line| {
        line.strip_prefix("foundry-dr ").or_else(|| line.strip_prefix("cargo run --release -- "))
    });
    lines.map(|line| words(line.split('#').next().unwrap_or_default())).collect()
}

/// A place to run them: the examples, a report to compare with, and a subscription of the name that README uses.
struct Desk {
    directory: tempfile::TempDir,
    server: Server,
}

impl Desk {
    fn new() -> Self {
        let mut world = World::named("contoso").unwrap();
        world.subscriptions[0].display_name = "my-subscription".to_owned();
        let ids = world.subscriptions.iter().map(|one| one.id.clone());
        world.management_groups = BTreeMap::from([("my-group".to_owned(), ids.collect())]);
        let desk = Self {
            directory: tempfile::tempdir().unwrap(),
            server: FakeArm::serve(world).start_blocking().unwrap(),
        };
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        copy(&examples, &desk.directory.path().join("examples"));
        let baseline = ["audit", "--demo", "-o", "json=baseline.json"];
        assert_eq!(desk.run(&baseline.map(str::to_owned)).code, 0);
        desk
    }

    /// Runs one as it stands there; one that asks Azure asks the stand-in.
    fn run(&self, words: &[String]) -> Run {
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut command = command(&args);
        let wide = ["-s", "--all-subscriptions", "--management-group", "--resume"];
        if args.iter().any(|word| wide.contains(word)) {
            command.args(["--credential", "token", "--arm-endpoint", self.server.url()]);
            command.env("AZURE_ACCESS_TOKEN", "anything");
        }
        command.current_dir(&self.directory);
        finish(command)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// One after the other, since some need what those before them wrote. A gate may fail, nothing may be unable to run.
#[test]
fn every_command_runs() {
    let desk = Desk::new();
    let mut ran = 0;
    for words in commands() {
        if words.iter().any(|word| word.contains(['<', '>', '…'])) {
            continue;
        }
        let run = desk.run(&words);
        assert!([0, 1, 3].contains(&run.code), "{words:?}: {}", run.stderr);
        ran += 1;
    }
    assert!(ran >= 30, "only {ran} commands of the README were run");
}

#[test]
fn the_rule_table_is_complete() {
    let text = readme();
    for rule in crate::world::library().rules() {
        assert!(text.contains(&rule.id), "{} isn't in README's table of rules", rule.id);
    }
}

#[test]
fn the_numbers_of_rules_are_right() {
    let text = readme();
    let library = crate::world::library();
    let of = |class: Class| library.rules().iter().filter(|rule| rule.class == class).count();
    for sentence in [
        format!("\n{} checks judge what Azure shows", of(Class::Check)),
        format!("\n{} attestations are for a person to sign", of(Class::Attestation)),
        format!("\n{} statements tell of limits", of(Class::Statement)),
    ] {
        assert!(text.contains(&sentence), "README doesn't say: {sentence}");
    }
}

/// What README shows of the demo is what the demo prints: each line, in this order, some left out where it says so.
#[test]
fn the_demo_prints_what_is_shown() {
    let mut demo = command(&["audit", "--demo"]);
    demo.env("COLUMNS", "100");
    let demo = finish(demo);
    let printed = demo.stdout + &demo.stderr;
    let mut lines = printed.lines();
    let text = readme();
    let (_, shown) = text.split_once("```text\n╭").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let mut held = 0;
    for line in format!("╭{shown}").lines() {
        if line.is_empty() || line == "[…]" {
            continue;
        }
        assert!(
            lines.any(|printed| printed == line),
            "the demo doesn't print this, or not here: {line}"
        );
        held += 1;
    }
    assert!(held > 30, "{held} lines");
}
