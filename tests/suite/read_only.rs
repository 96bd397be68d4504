//! Read-only, provably: every verb that talks to ARM sends GET and nothing else, and nothing in the source could send
//! another method.

use crate::fake_arm::{FakeArm, World};
use crate::process::{command, finish};
use crate::wire::{TOKEN, subscriptions};
use clap::CommandFactory;
use foundry_dr::cli::Cli;
use std::fs;
use std::path::{Path, PathBuf};

/// The one file that may send anything but GET: the fixed question to Resource Graph, which Azure takes as POST only.
const OTHER_METHODS: [&str; 1] = ["source/arm/client/query.rs"];

/// The words that lead to a verb, and whether it must be told where to write.
type Verb = (Vec<String>, bool);

/// The verbs that take an ARM endpoint.
fn live_verbs() -> Vec<Verb> {
    fn walk(verb: &clap::Command, path: &[String], found: &mut Vec<Verb>) {
        if verb
            .get_arguments()
            .any(|arg| arg.get_long() == Some("arm-endpoint"))
        {
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
            let server = FakeArm::serve(World::named(name).unwrap())
                .start_blocking()
                .unwrap();
            let words: Vec<&str> = verb.iter().map(String::as_str).collect();
            let mut run = command(&words);
            run.args(["--credential", "token", "--arm-endpoint", server.url()]);
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

/// Source files, without the tests in them.
fn sources(directory: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next();
            found.push((path, code.unwrap_or_default().to_owned()));
        }
    }
}

#[test]
fn nothing_in_the_source_can_send_another_method() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut clients = 0;
    for (path, code) in files {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        if name.ends_with("tests.rs") || OTHER_METHODS.contains(&name.as_str()) {
            continue;
        }
        clients += usize::from(code.contains("reqwest::Client"));
        for method in [".post(", ".put(", ".patch(", ".delete(", "Method::"] {
            assert!(!code.contains(method), "{name} has `{method}`");
        }
        // Requests are made in two places: reads of ARM, and GitHub's own token endpoint.
        let sends = code.contains(".send()");
        let may = ["source/arm/client.rs", "source/arm/sign_in/github.rs"];
        assert_eq!(sends, may.contains(&name.as_str()), "{name}");
    }
    assert!(
        clients >= 3,
        "the client is made and kept in {clients} files"
    );
}
