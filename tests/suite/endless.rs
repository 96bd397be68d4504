//! Inputs without an end, in millions of pieces or on one line, and runs that somebody or something ends: the program stops by
//! itself, in little memory, and says which limit was reached.

use crate::fake_arm::{FakeArm, World};
use crate::process::{Run, command, finish, run};
use crate::wire::{TOKEN, subscriptions};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs in so much memory at most (in KiB), and so long at most.
fn within(kib: u32, args: &[&str], set: impl Fn(&mut Command)) -> Run {
    let mut shell = Command::new("sh");
    let script = format!("ulimit -v {kib}; exec timeout 60 \"$0\" \"$@\"");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_foundry-dr")]).args(args);
    shell.env_remove("SSL_CERT_FILE").stdin(Stdio::null());
    set(&mut shell);
    finish(shell)
}

fn refused(run: &Run, told: &str) {
    assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.stderr);
    assert!(run.stderr.contains(told), "no `{told}` in {}", run.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn what_never_ends_is_refused_by_the_name_of_its_limit() {
    let (line, input) = ("limit line-bytes", "limit input-bytes");
    refused(&within(2_000_000, &["audit", "-i", "/dev/zero"], |_| {}), line);
    refused(&within(2_000_000, &["diff", "/dev/zero", "/dev/zero"], |_| {}), input);
    refused(&within(2_000_000, &["render", "/dev/zero"], |_| {}), input);
    let config = ["audit", "--demo", "--config", "/dev/zero"];
    refused(&within(2_000_000, &config, |_| {}), "config");
    let live =
        ["audit", "-s", "x", "--credential", "token", "--arm-endpoint", "http://127.0.0.1:9"];
    let certificates = within(2_000_000, &live, |run| {
        run.env("SSL_CERT_FILE", "/dev/zero").env("AZURE_ACCESS_TOKEN", TOKEN);
    });
    refused(&certificates, "SSL_CERT_FILE names /dev/zero: it is no regular file");
    let live = [
        "audit",
        "-s",
        "x",
        "--arm-endpoint",
        "http://127.0.0.1:9",
        "--credential",
        "workload-identity",
    ];
    let federated = within(2_000_000, &live, |run| {
        run.env("AZURE_FEDERATED_TOKEN_FILE", "/dev/zero");
        run.env("AZURE_TENANT_ID", "t").env("AZURE_CLIENT_ID", "c");
    });
    refused(&federated, "AZURE_FEDERATED_TOKEN_FILE names /dev/zero");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_rule_files_is_not_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("x.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let rules = directory.path().to_str().unwrap();
    for args in [&["rules", "list", "--rules", rules][..], &["audit", "--demo", "--rules", rules]] {
        refused(&within(8_000_000, args, |_| {}), "it is no regular file");
    }
}

#[test]
fn a_config_full_of_mistakes_is_told_soon_and_briefly() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    let keys = (0..70_000).map(|nth| format!("k{nth}=1\n")).collect::<String>();
    let one_line =
        format!("gate = {{{}}}", (0..9_000).map(|n| format!("k{n}=[1,2],")).collect::<String>());
    let broken = "a=\n".repeat(70_000);
    let waivers = "[[waiver]]\nrule=1\n".repeat(40_000);
    for text in [keys, one_line, broken, waivers] {
        std::fs::write(&path, &text).unwrap();
        let started = Instant::now();
        let args = ["audit", "--demo", "--config", path.to_str().unwrap()];
        let run = within(2_000_000, &args, |_| {});
        refused(&run, "more mistakes from here on (limit mistakes)");
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
        assert!(run.stderr.len() < 200_000, "{} bytes", run.stderr.len());
    }
}

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "a test has to wait for a process beside it")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A live run against a slow server, with a signal after a while; and what it left behind.
#[cfg(unix)]
fn signalled(signals: &[&str]) -> (Run, bool) {
    let server = FakeArm::serve(World::named("contoso").unwrap());
    let server = server.latency(Duration::from_millis(400)).start_blocking().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("estate.jsonl");
    let mut run = command(&["snapshot", "--credential", "token", "--arm-endpoint", server.url()]);
    run.args(["--out", out.to_str().unwrap()]).env("AZURE_ACCESS_TOKEN", TOKEN);
    for id in subscriptions("contoso") {
        run.args(["-s", &id]);
    }
    let child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id().to_string();
    for signal in signals {
        pause(Duration::from_millis(900));
        let sent = Command::new("kill").args([signal, &*id]).status();
        assert!(sent.unwrap().success());
    }
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    (run, out.exists())
}

#[cfg(unix)]
#[test]
fn what_pipelines_send_keeps_what_was_read_as_ctrl_c_does() {
    for signal in ["-TERM", "-INT"] {
        let (run, kept) = signalled(&[signal]);
        assert_eq!(run.code, 3, "{signal}: {}", run.stderr);
        assert!(kept && run.stderr.contains("interrupted"), "{signal}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn once_nothing_is_read_any_more_a_signal_ends_the_program() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Nobody reads the pipe: the output waits for ever.
    let output = format!("json={}", pipe.display());
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut child = command(&["audit", "--demo", "-o", &output]).spawn().unwrap();
        pause(Duration::from_millis(1_500));
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let started = Instant::now();
        while child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(10) {
            pause(Duration::from_millis(50));
        }
        let ended = child.try_wait().unwrap().and_then(|status| status.code());
        if ended.is_none() {
            child.kill().unwrap();
        }
        assert_eq!(ended, Some(code), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("report.json");
    let output = format!("json={}", path.display());
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 1; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_foundry-dr")]);
    shell.args(["audit", "--demo", "-o", &output]);
    let run = finish(shell);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("failed to write"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "nothing is left");
}

#[test]
fn what_nobody_sees_is_no_reason() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    for (owner, reason) in [("\u{200b}", "it moves"), ("Ada", "\u{3164}"), ("…", "it moves")] {
        let waiver = format!(
            "[[waiver]]\nrule = \"FDR-DEL-001\"\nsubject = \"*\"\nowner = \"{owner}\"\nreason = \"{reason}\"\nexpires = 2027-01-01\n"
        );
        std::fs::write(&path, waiver).unwrap();
        let run = run(&["audit", "--demo", "--config", path.to_str().unwrap()]);
        refused(&run, "has no letter that a reader sees");
    }
}
