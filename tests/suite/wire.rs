//! The live path against the fake ARM: the binary signs in with a token and reads over real HTTP.

use crate::fake_arm::{Effect, FakeArm, Fault, Server, World};
use crate::process::{Run, command, finish};
use crate::world;
use serde_json::Value as Json;
use std::path::Path;
use std::time::Duration;

/// The instant at which the golden estates were taken.
const NOW: &str = "1795392000";
pub(crate) const TOKEN: &str = "wire-test-token-that-must-not-leak";

fn serve(name: &str) -> FakeArm {
    FakeArm::serve(World::named(name).unwrap())
}

pub(crate) fn subscriptions(name: &str) -> Vec<String> {
    World::named(name)
        .unwrap()
        .subscriptions
        .into_iter()
        .map(|subscription| subscription.id)
        .collect()
}

/// Runs a live verb over all subscriptions of a world.
pub(crate) fn live(server: &Server, name: &str, verb: &[&str]) -> Run {
    let ids = subscriptions(name);
    let scope: Vec<&str> = ids.iter().flat_map(|id| ["-s", id.as_str()]).collect();
    against(server, &[verb, &scope].concat())
}

pub(crate) fn against(server: &Server, args: &[&str]) -> Run {
    let mut command = command(args);
    command.args(["--credential", "token", "--arm-endpoint", server.url()]);
    command.env("AZURE_ACCESS_TOKEN", TOKEN).env("SOURCE_DATE_EPOCH", NOW);
    finish(command)
}

fn offline(path: &Path, args: &[&str]) -> Run {
    let mut command = command(&["audit", "-i", path.to_str().unwrap()]);
    command.args(args).env("SOURCE_DATE_EPOCH", NOW);
    finish(command)
}

pub(crate) fn json(run: &Run) -> Json {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
}

/// The report without what tells where it comes from: the source block, and the lines of files. Everything else must agree
/// to the byte.
fn without_source(text: &str) -> String {
    let mut report: Json = serde_json::from_str(text).unwrap();
    report.as_object_mut().unwrap().remove("source").unwrap();
    for finding in report["findings"].as_array_mut().unwrap() {
        finding["subject"].as_object_mut().unwrap().remove("origin");
    }
    serde_json::to_string_pretty(&report).unwrap()
}

#[test]
fn a_snapshot_gives_the_same_report_as_the_live_audit() {
    let directory = tempfile::tempdir().unwrap();
    for name in world::ESTATES {
        let server = serve(name).start_blocking().unwrap();
        let path = directory.path().join(format!("{name}.jsonl"));
        let taken = live(&server, name, &["snapshot", "--out", path.to_str().unwrap()]);
        assert!([0, 3].contains(&taken.code), "{name}: {}", taken.stderr);
        for args in [&["-o", "json"][..], &["-o", "json", "--rule", "FDR-DEL-*"]] {
            let now = live(&server, name, &[&["audit"], args].concat());
            let then = offline(&path, args);
            assert_eq!(now.code, then.code, "{name}: {} / {}", now.stderr, then.stderr);
            assert_eq!(
                without_source(&now.stdout),
                without_source(&then.stdout),
                "{name} {args:?}"
            );
        }
    }
}

#[test]
fn the_golden_estates_are_what_the_fake_serves() {
    let directory = tempfile::tempdir().unwrap();
    let stable = |text: &str| -> Vec<Json> {
        let mut lines: Vec<Json> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for line in &mut lines {
            line.as_object_mut().unwrap().remove("correlation_id");
        }
        lines
    };
    for name in world::ESTATES {
        let server = serve(name).start_blocking().unwrap();
        let path = directory.path().join(format!("{name}.jsonl"));
        live(&server, name, &["snapshot", "--out", path.to_str().unwrap()]);
        let fresh = std::fs::read_to_string(&path).unwrap();
        if std::env::var_os("UPDATE_ESTATES").is_some() {
            std::fs::write(world::path(name), &fresh).unwrap();
        }
        let golden = std::fs::read_to_string(world::path(name)).unwrap_or_default();
        assert_eq!(
            stable(&fresh),
            stable(&golden),
            "{name} is stale: run the tests once with UPDATE_ESTATES=1 and read the diff"
        );
    }
}

#[test]
fn nothing_is_read_twice_and_nothing_but_read() {
    for name in world::ESTATES {
        let server = serve(name).start_blocking().unwrap();
        live(&server, name, &["audit"]);
        assert_eq!(server.duplicates(), [], "{name}");
        let requests = server.requests();
        assert!(requests.len() > 10, "{name}: {} requests", requests.len());
        assert!(requests.iter().all(|request| request.method == "GET"), "{name}");
    }
}

#[test]
fn no_planted_secret_reaches_any_output() {
    let directory = tempfile::tempdir().unwrap();
    let mut planted = 0;
    for name in world::ESTATES {
        let secrets = World::named(name).unwrap().secrets;
        planted += secrets.len();
        let server = serve(name).start_blocking().unwrap();
        let path = directory.path().join(format!("{name}.jsonl"));
        let taken = live(&server, name, &["snapshot", "-vv", "--out", path.to_str().unwrap()]);
        let audit = live(&server, name, &["audit", "-vv", "-o", "json"]);
        let table = live(&server, name, &["audit", "-v"]);
        let file = std::fs::read_to_string(&path).unwrap();
        for text in [
            &file,
            &taken.stdout,
            &taken.stderr,
            &audit.stdout,
            &audit.stderr,
            &table.stdout,
            &table.stderr,
        ] {
            for secret in secrets.iter().map(String::as_str).chain([TOKEN]) {
                assert!(!text.contains(secret), "{name}: {secret} leaked");
            }
        }
    }
    assert!(planted >= 10, "only {planted} secrets are planted");
}

#[cfg(unix)]
#[test]
fn a_snapshot_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("estate.jsonl");
    let server = serve("ideal").start_blocking().unwrap();
    assert_eq!(live(&server, "ideal", &["snapshot", "--out", path.to_str().unwrap()]).code, 0);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn bulk_is_dropped_from_a_snapshot() {
    let contoso = std::fs::metadata(world::path("contoso")).unwrap().len();
    let text = std::fs::read_to_string(world::path("contoso")).unwrap();
    assert!(contoso < 200_000, "{contoso} bytes");
    let bodies = text
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<Json>(line).unwrap()["body"].to_string());
    assert!(bodies.into_iter().all(|body| !body.contains("callRateLimit")));
    assert!(text.contains("value[].properties.callRateLimit"), "what was dropped is listed");
}

#[test]
fn a_refused_read_is_a_gap_with_its_permission_and_never_green() {
    for part in [
        "/providers/microsoft.authorization/locks",
        "/connections",
        "/capabilityhosts",
        "/projects?",
        "/microsoft.cognitiveservices/accounts?",
        "/databaseaccounts",
        "/locations",
    ] {
        let server = serve("ideal").fault(Fault::on(part, Effect::Deny)).start_blocking().unwrap();
        let audit = live(
            &server,
            "ideal",
            // One region only: without a standby it fails whatever is read.
            &["audit", "-o", "json", "--fail-on", "low", "--exclude-rule", "FDR-MRG-001"],
        );
        assert_eq!(audit.code, 3, "{part}: {}", audit.stderr);
        let report = json(&audit);
        let gaps = report["gaps"].as_array().unwrap();
        assert!(
            gaps.iter().any(|gap| gap["permission"].as_str().is_some_and(|p| p.ends_with("/read"))),
            "{part}: {gaps:?}"
        );
        assert!(
            gaps.iter().any(|gap| !gap["affects"].as_array().unwrap().is_empty()),
            "{part}: {gaps:?}"
        );
    }
}

#[test]
fn faults_on_the_wire_end_in_a_complete_report() {
    let retry_after = "0";
    for (effect, survives) in [
        (Effect::Throttle { retry_after }, true),
        (Effect::Status { status: 503, code: "ServiceUnavailable", retry_after: None }, true),
        (Effect::Reset, true),
        (Effect::ExpiredToken, false),
        (Effect::TruncatedJson, false),
        (Effect::Html, false),
        (Effect::EmptyFirstPage, true),
        (Effect::SamePageAgain, false),
    ] {
        let fault = Fault::on("/connections", effect.clone()).times(1);
        let server = serve("ideal").fault(fault).start_blocking().unwrap();
        let audit = live(&server, "ideal", &["audit", "-o", "json"]);
        let report = json(&audit);
        assert!(report["findings"].as_array().unwrap().len() > 20, "{effect:?}");
        if survives {
            assert_eq!(audit.code, 0, "{effect:?}: {}", audit.stderr);
        } else {
            assert!([0, 3].contains(&audit.code), "{effect:?}: {}", audit.stderr);
            let complete = report["gaps"].as_array().unwrap().is_empty();
            assert_eq!(
                complete,
                audit.code == 0,
                "{effect:?}: a gap must not be green: {}",
                audit.stderr
            );
        }
    }
}

#[test]
fn the_token_never_travels_to_another_host() {
    let other = serve("ideal").start_blocking().unwrap();
    let foreign = Effect::ForeignNextLink(other.url().to_owned());
    let server = serve("ideal").fault(Fault::on("/connections", foreign)).start_blocking().unwrap();
    assert_eq!(live(&server, "ideal", &["audit"]).code, 3);
    assert_eq!(other.requests().len(), 0);
    let redirect = Effect::Redirect(format!("{}/elsewhere", other.url()));
    let server =
        serve("ideal").fault(Fault::on("/connections", redirect)).start_blocking().unwrap();
    assert_eq!(live(&server, "ideal", &["audit"]).code, 3);
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn an_older_api_version_is_taken_where_the_newest_is_unknown() {
    let mut world = World::named("ideal").unwrap();
    world.api_versions.insert("microsoft.cognitiveservices".into(), vec!["2025-06-01".into()]);
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let audit = live(&server, "ideal", &["audit"]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
}

#[test]
fn subscriptions_are_found_by_name_and_mistakes_are_told() {
    let server = serve("contoso").start_blocking().unwrap();
    let name = World::named("contoso").unwrap().subscriptions[0].display_name.to_uppercase();
    assert_eq!(against(&server, &["audit", "-s", &name]).code, 1, "names are found in any case");
    let near = format!("{}x", &name[..name.len() - 1]);
    for (asked, hint) in
        [(near.as_str(), "did you mean"), ("00000000-0000-4000-8000-00000000dead", "sees")]
    {
        let run = against(&server, &["audit", "-s", asked]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains(asked) && run.stderr.contains(hint), "{}", run.stderr);
    }
    let mut world = World::named("contoso").unwrap();
    let first = world.subscriptions[0].display_name.clone();
    world.subscriptions[1].display_name = first.clone();
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let run = against(&server, &["audit", "-s", &first]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    for id in subscriptions("contoso") {
        assert!(run.stderr.contains(&id), "an ambiguous name lists the ids: {}", run.stderr);
    }
}

#[test]
fn a_refused_token_is_told_before_anything_is_reported() {
    let mut world = World::named("ideal").unwrap();
    world.token = Some("another".into());
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let run = live(&server, "ideal", &["audit"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    assert!(!run.stderr.contains(TOKEN));
}

#[test]
fn a_run_that_is_out_of_time_keeps_what_it_read() {
    let server = serve("contoso").latency(Duration::from_millis(700)).start_blocking().unwrap();
    let run = live(&server, "contoso", &["audit", "-o", "json", "--timeout", "2s"]);
    assert!([1, 3].contains(&run.code), "{}", run.stderr);
    assert!(run.stderr.contains("ended early"), "{}", run.stderr);
    let report = json(&run);
    assert!(
        report["gaps"].as_array().unwrap().iter().any(|gap| gap["why"] == "it was not read"),
        "{}",
        report["gaps"]
    );
}

#[test]
fn accounts_that_are_not_foundry_are_counted_in_one_line() {
    let server = serve("contoso").start_blocking().unwrap();
    let run = live(&server, "contoso", &["audit"]);
    let lines: Vec<&str> = run.stderr.lines().filter(|line| line.contains("not audited")).collect();
    assert_eq!(lines.len(), 1, "{}", run.stderr);
    assert!(lines[0].starts_with(|c: char| c.is_ascii_digit()), "{}", lines[0]);
    assert!(!run.stdout.contains("speech"), "they are not audited");
}

/// The kinds of reads that a run made, by the last words of their paths.
fn asked(rules: &[&str]) -> std::collections::BTreeSet<String> {
    let server = serve("ideal").start_blocking().unwrap();
    live(&server, "ideal", &[&["audit"], rules].concat());
    let requests = server.requests();
    let kind = |request: &crate::fake_arm::Recorded| {
        let path = request.path.to_lowercase();
        let last = path.rsplit('/').next().unwrap_or_default().to_owned();
        let geo = request.query.contains("geoReplicationStats");
        if geo { "geo copy".to_owned() } else { last }
    };
    requests.iter().map(kind).collect()
}

#[test]
fn a_rule_about_locks_reads_neither_alerts_nor_logs_nor_models() {
    let (locks, all) = (asked(&["--rule", "FDR-DEL-*"]), asked(&[]));
    assert!(locks.is_subset(&all), "{locks:?}");
    let watched = [
        "activitylogalerts",
        "metricalerts",
        "actiongroups",
        "webtests",
        "diagnosticsettings",
        "restorabledatabaseaccounts",
        "geo copy",
        "models",
    ];
    for read in watched {
        assert!(all.contains(read), "{read} isn't read at all: {all:?}");
    }
    let left_out: Vec<&str> = all.difference(&locks).map(String::as_str).collect();
    let more = [
        "ai",
        "containers",
        "defenderforaisettings",
        "deletedaccounts",
        "locations",
        "sqldatabases",
        "roleassignments",
        "roleeligibilityscheduleinstances",
        "sqlroleassignments",
        "sqlroledefinitions",
        // The one role that the embedded table doesn't hold.
        "1dea1000-0000-4000-8000-c00000000010",
    ];
    // The blob service's settings are asked for at `blobServices/default`.
    let expected: std::collections::BTreeSet<&str> =
        watched.into_iter().chain(more).chain(["default"]).collect();
    assert_eq!(left_out, expected.into_iter().collect::<Vec<_>>());
    let alerts = asked(&["--rule", "FDR-OPS-001"]);
    let of_alerts: Vec<&str> = alerts.intersection(&all).map(String::as_str).collect();
    assert!(of_alerts.contains(&"activitylogalerts"));
    assert!(!of_alerts.contains(&"metricalerts") && !of_alerts.contains(&"locks"));
}
