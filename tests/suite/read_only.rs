//! Read-only, provably: every verb that talks to ARM sends GET and nothing else. That nothing in the source could send another
//! method is held by the tests of the house (`architecture`).

use crate::fake_arm::{FakeArm, World};
use crate::process::{command, finish};
use crate::wire::{TOKEN, subscriptions};
use clap::CommandFactory;
use foundry_dr::cli::Cli;

/// The words that lead to a verb, and whether it must be told where to write.
type Verb = (Vec<String>, bool);

/// The verbs that take an ARM endpoint.
fn live_verbs() -> Vec<Verb> {
    fn walk(verb: &clap::Command, path: &[String], found: &mut Vec<Verb>) {
        if verb.get_arguments().any(|arg| arg.get_long() == Some("arm-endpoint")) {
            let out = |arg: &clap::Arg| arg.get_long() == Some("out") && arg.is_required_set();
            found.push((path.to_vec(), verb.get_arguments().any(out)));
        }
        for below in verb.get_subcommands() {
            let path = [path, &[below.get_name().to_owned()]].concat();
            walk(below, &path, found);
        }
    }
    let mut found = Vec::new();
    walk(&Cli::command(), &[], &mut found);
    found
}

#[test]
fn every_verb_that_talks_to_arm_only_reads() {
    let directory = tempfile::tempdir().unwrap();
    let verbs = live_verbs();
    assert!(verbs.len() >= 2, "{verbs:?}");
    for name in ["ideal", "contoso", "denied-reads"] {
        for (verb, writes) in &verbs {
            let server = FakeArm::serve(World::named(name).unwrap()).start_blocking().unwrap();
            let words: Vec<&str> = verb.iter().map(String::as_str).collect();
            let mut run = command(&words);
            run.args(["--credential", "token", "--arm-endpoint", server.url()]);
            if words == ["explain"] {
                run.arg("FDR-DEL-001");
            }
            for id in subscriptions(name) {
                run.args(["-s", &id]);
            }
            let out = directory.path().join(format!("{name}-{}", verb.join("-")));
            if *writes {
                run.args(["--out", out.to_str().unwrap()]);
            }
            run.env("AZURE_ACCESS_TOKEN", TOKEN);
            let run = finish(run);
            assert!([0, 1, 3].contains(&run.code), "{verb:?}: {}", run.stderr);
            let requests = server.requests();
            assert!(requests.len() > 5, "{verb:?}: {} requests", requests.len());
            for request in requests {
                assert_eq!(request.method, "GET", "{verb:?} sent {request:?}");
            }
        }
    }
}
