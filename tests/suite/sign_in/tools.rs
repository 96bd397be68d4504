//! Sign-in by the tools of developers, for which scripts on `PATH` stand in, and what is said when nothing works.

use super::{ISSUED, TENANT, arm, fails, verb, works};
use crate::process::finish;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

/// A directory with stand-ins for `az` and `azd`, which note what they are asked.
fn tools(az: &str, azd: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, script) in [("az", az), ("azd", azd)] {
        let path = directory.path().join(name);
        let log = directory.path().join(format!("{name}.log"));
        let text = format!("#!/bin/sh\necho \"$@\" >> '{}'\n{script}\n", log.display());
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    directory
}

#[test]
fn developers_sign_in_by_the_tools_that_they_signed_in_to() {
    let az = format!(
        r#"echo '{{"accessToken":"{ISSUED}","expiresOn":"2100-01-01 00:00:00.000000","expires_on":4102444800,"tokenType":"Bearer"}}'"#
    );
    let azd = format!(r#"echo '{{"token":"{ISSUED}","expiresOn":"2100-01-01T00:00:00Z"}}'"#);
    let refusal = "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1";
    let both = tools(&az, &azd);
    for credential in ["cli", "developer", "auto"] {
        works(credential, "Azure CLI", |run| {
            run.env("PATH", both.path());
        });
    }
    let asked = fs::read_to_string(both.path().join("az.log")).unwrap();
    assert!(asked.contains("--scope https://management.azure.com/.default"), "{asked}");
    assert_eq!(asked.lines().count(), 6, "once in a run: {asked}");
    let second = tools(refusal, &azd);
    works("developer", "Azure Developer CLI", |run| {
        run.env("PATH", second.path());
    });
}

#[test]
fn the_time_of_a_run_covers_a_tool_that_hangs() {
    let hangs = tools("sleep 20", "sleep 20");
    let arm = arm(vec![]);
    let started = std::time::Instant::now();
    let mut run = verb(&arm, &["audit", "--timeout", "1s"], "cli");
    let path = format!("{}:{}", hangs.path().display(), std::env::var("PATH").unwrap_or_default());
    run.env("PATH", path);
    fails(run, &["the time was up before sign-in ended"], "--timeout");
    assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn each_cloud_is_signed_in_to_for_its_own_audience() {
    let az = format!(
        r#"echo '{{"accessToken":"{ISSUED}","expires_on":4102444800,"tokenType":"Bearer"}}'"#
    );
    for (cloud, scope) in [
        ("public", "https://management.azure.com/.default"),
        ("usgov", "https://management.core.usgovcloudapi.net/.default"),
        ("china", "https://management.chinacloudapi.cn/.default"),
    ] {
        let tools = tools(&az, "exit 1");
        let arm = arm(vec![]);
        let mut run = verb(&arm, &["audit", "--cloud", cloud], "cli");
        run.env("PATH", tools.path());
        let run = finish(run);
        assert_eq!(run.code, 0, "{cloud}: {}", run.stderr);
        let asked = fs::read_to_string(tools.path().join("az.log")).unwrap();
        assert!(asked.contains(&format!("--scope {scope}")), "{cloud}: {asked}");
    }
}

#[test]
fn when_nothing_works_all_that_was_tried_is_told_with_its_reason() {
    let az = "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1";
    let azd = "echo 'ERROR: not logged in, run `azd auth login` to login' >&2; exit 1";
    let both = tools(az, azd);
    let arm = arm(vec![]);
    let mut run = verb(&arm, &["audit"], "auto");
    run.env("PATH", both.path()).env("AZURE_TENANT_ID", TENANT);
    let told = [
        "environment secret: AZURE_CLIENT_ID, AZURE_CLIENT_SECRET not set",
        "workload identity: AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE not set",
        "managed identity of an app: IDENTITY_ENDPOINT, IDENTITY_HEADER not set",
        "Azure CLI: Please run 'az login'",
        "Azure Developer CLI: ",
    ];
    fails(run, &told, "az login");
    let none = tempfile::tempdir().unwrap();
    let mut run = verb(&arm, &["audit"], "auto");
    run.env("PATH", none.path());
    fails(run, &["Azure CLI: ", "Azure Developer CLI: "], "az login");
    assert_eq!(arm.requests(), []);
}
