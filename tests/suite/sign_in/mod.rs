//! Sign-in as users set it up, through the binary: each credential gets its token from a stand-in on this machine, and ARM's
//! stand-in takes no other. Nothing here leaves the machine: a virtual machine's identity, whose address is fixed, is tested
//! in the program's own process.

mod jobs;
mod server;
#[cfg(unix)]
mod tools;

use crate::fake_arm::{Effect, FakeArm, Fault, Server as Arm, World};
use crate::process::{Run, command, finish};
use crate::wire::subscriptions;
use server::{Asked, Ca, Server};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const CLIENT: &str = "11111111-2222-3333-4444-555555555555";
const NOW: &str = "1795392000";

/// What must never show: the token, and all that tokens are got with.
const ISSUED: &str = "issued-token-that-must-not-leak";
const SECRET: &str = "client-secret-that-must-not-leak";
const ASSERTION: &str = "federated-token-that-must-not-leak";
const IDENTITY_HEADER: &str = "identity-header-that-must-not-leak";
/// What a pipeline says of a job: a signed token, as Entra takes it.
const STATEMENT: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2IifQ.statement-that-must-not-leak";
const UNTELLABLE: [&str; 6] = [ISSUED, SECRET, ASSERTION, STATEMENT, IDENTITY_HEADER, jobs::JOB];

/// Variables of the pipeline that these tests may run in themselves.
const OF_A_JOB: [&str; 7] = [
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "AZURESUBSCRIPTION_TENANT_ID",
    "AZURESUBSCRIPTION_CLIENT_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    "SYSTEM_ACCESSTOKEN",
    "SYSTEM_OIDCREQUESTURI",
];

fn arm(faults: Vec<Fault>) -> Arm {
    let mut world = World::named("ideal").unwrap();
    world.token = Some(ISSUED.to_owned());
    let fake = faults.into_iter().fold(FakeArm::serve(world), FakeArm::fault);
    fake.start_blocking().unwrap()
}

/// A verb against ARM's stand-in, as loud as it gets.
fn verb(arm: &Arm, verb: &[&str], credential: &str) -> Command {
    let mut run = command(verb);
    for name in OF_A_JOB {
        run.env_remove(name);
    }
    run.args(["-vv", "--credential", credential, "--arm-endpoint", arm.url()]);
    for id in subscriptions("ideal") {
        run.args(["-s", &id]);
    }
    run.env("SOURCE_DATE_EPOCH", NOW);
    run
}

fn tells_nothing(run: &Run) {
    for secret in UNTELLABLE.iter().chain(&["Bearer ", "uthorization:"]) {
        assert!(!run.stdout.contains(secret), "{secret} in stdout");
        assert!(!run.stderr.contains(secret), "{secret} in stderr: {}", run.stderr);
    }
}

/// Audits and takes a snapshot by a credential; both work, and neither tells a secret.
fn works(credential: &str, by: &str, set: impl Fn(&mut Command)) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("estate.jsonl");
    let out = ["snapshot", "--out", file.to_str().unwrap()];
    for words in [&["audit", "-o", "json"][..], &out] {
        let arm = arm(vec![]);
        let mut run = verb(&arm, words, credential);
        set(&mut run);
        let run = finish(run);
        assert_eq!(run.code, 0, "{credential}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("signed in by {by}")), "{}", run.stderr);
        assert!(run.stderr.contains("GET"), "-vv logs the reads: {}", run.stderr);
        tells_nothing(&run);
    }
    let snapshot = fs::read_to_string(&file).unwrap();
    assert!(UNTELLABLE.iter().all(|secret| !snapshot.contains(secret)));
}

/// Fails to sign in: exit 2, no report, one hint, no secret.
fn fails(run: Command, told: &[&str], hint: &str) {
    let run = finish(run);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    for text in told {
        assert!(run.stderr.contains(text), "no `{text}` in {}", run.stderr);
    }
    let last = run.stderr.lines().last().unwrap();
    assert!(last.starts_with("hint: ") && last.contains(hint), "{last}");
    tells_nothing(&run);
}

/// An authority: gives the token for the secret or the assertion; otherwise Entra's words, and what it was sent.
fn authority(asked: &Asked) -> (u16, String) {
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
    let is = |name: &str, value: &str| form.iter().any(|(n, v)| n == name && v == value);
    let right = asked.line.starts_with(&format!("POST /{TENANT}/oauth2/v2.0/token "))
        && is("client_id", CLIENT)
        && is("scope", "https://management.azure.com/.default")
        && is("grant_type", "client_credentials")
        && (is("client_secret", SECRET)
            || is("client_assertion", ASSERTION)
            || is("client_assertion", STATEMENT));
    if right {
        let body =
            format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"{ISSUED}"}}"#);
        return (200, body);
    }
    let sent = form.iter().map(|(_, value)| value.as_str());
    let sent: Vec<&str> =
        sent.filter(|value| value.contains("secret") || value.starts_with("eyJ")).collect();
    let body = format!(
        r#"{{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: {}. Trace ID: 1 Correlation ID: 2","error_codes":[7000215]}}"#,
        sent.join("")
    );
    (401, body)
}

/// An authority over TLS whose CA the run trusts; the directory holds its certificate.
fn trusted() -> (Server, TempDir) {
    let ca = Ca::new();
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("ca.pem"), &ca.pem).unwrap();
    (Server::tls(&ca, authority), directory)
}

fn service_principal(run: &mut Command, authority: &Server, trust: &Path) {
    run.env("AZURE_TENANT_ID", TENANT)
        .env("AZURE_CLIENT_ID", CLIENT)
        .env("AZURE_AUTHORITY_HOST", &authority.url)
        .env("SSL_CERT_FILE", trust.join("ca.pem"));
}

#[test]
fn a_service_principal_signs_in_by_its_secret_over_tls() {
    let (authority, trust) = trusted();
    for credential in ["environment", "auto"] {
        works(credential, "environment secret", |run| {
            service_principal(run, &authority, trust.path());
            run.env("AZURE_CLIENT_SECRET", SECRET);
        });
    }
    assert_eq!(authority.asked().len(), 4);
}

#[test]
fn a_wrong_secret_is_told_and_not_shown() {
    let (authority, trust) = trusted();
    let arm = arm(vec![]);
    let mut run = verb(&arm, &["audit"], "environment");
    service_principal(&mut run, &authority, trust.path());
    run.env("AZURE_CLIENT_SECRET", format!("wrong-{SECRET}"));
    let told = ["failed to sign in by environment secret", "AADSTS7000215"];
    fails(run, &told, "AZURE_CLIENT_SECRET");
    assert_eq!(arm.requests(), []);
}

#[test]
fn an_authority_that_is_not_trusted_gets_no_secret() {
    let (authority, _) = trusted();
    let (_, other) = trusted();
    let arm = arm(vec![]);
    let mut run = verb(&arm, &["audit"], "environment");
    service_principal(&mut run, &authority, other.path());
    run.env("AZURE_CLIENT_SECRET", SECRET);
    let told = &["failed to sign in by environment secret"];
    fails(run, told, "signed by a root that this machine doesn't trust");
    assert!(authority.asked().is_empty());
    let mut run = verb(&arm, &["audit"], "environment");
    service_principal(&mut run, &authority, other.path());
    run.env("AZURE_CLIENT_SECRET", SECRET).env("AZURE_AUTHORITY_HOST", "http://127.0.0.1:9");
    fails(run, &["AZURE_AUTHORITY_HOST"], "correct the variable");
}

#[test]
fn a_workload_signs_in_by_its_federated_token_file() {
    let (authority, trust) = trusted();
    let file = trust.path().join("token");
    fs::write(&file, ASSERTION).unwrap();
    for credential in ["workload-identity", "auto"] {
        works(credential, "workload identity", |run| {
            service_principal(run, &authority, trust.path());
            run.env("AZURE_FEDERATED_TOKEN_FILE", &file);
        });
    }
    let arm = arm(vec![]);
    let mut run = verb(&arm, &["audit"], "workload-identity");
    service_principal(&mut run, &authority, trust.path());
    run.env("AZURE_FEDERATED_TOKEN_FILE", trust.path().join("none"));
    fails(run, &["failed to sign in by workload identity"], "AZURE_FEDERATED_TOKEN_FILE");
}

/// An app's identity endpoint: gives the token to who knows the header.
fn identity_endpoint(asked: &Asked) -> (u16, String) {
    let right = asked.line.contains("api-version=2019-08-01")
        && asked.line.contains("resource=https%3A%2F%2Fmanagement.azure.com")
        && asked.has_header(&format!("x-identity-header: {IDENTITY_HEADER}"));
    if right {
        let body = format!(
            r#"{{"access_token":"{ISSUED}","expires_on":"4102444800","resource":"https://management.azure.com","token_type":"Bearer"}}"#
        );
        (200, body)
    } else {
        (400, r#"{"statusCode":400,"message":"no identity"}"#.to_owned())
    }
}

#[test]
fn an_app_signs_in_by_its_identity_endpoint() {
    let endpoint = Server::plain(identity_endpoint);
    for credential in ["managed-identity", "auto"] {
        works(credential, "managed identity", |run| {
            run.env("IDENTITY_ENDPOINT", format!("{}/msi/token", endpoint.url))
                .env("IDENTITY_HEADER", IDENTITY_HEADER);
        });
    }
    assert_eq!(endpoint.asked().len(), 4);
    let arm = arm(vec![]);
    let mut run = verb(&arm, &["audit"], "managed-identity");
    run.env("IDENTITY_ENDPOINT", format!("{}/msi/token", endpoint.url))
        .env("IDENTITY_HEADER", "another");
    fails(run, &["failed to sign in by managed identity"], "turn on the app's identity");
}

#[test]
fn a_token_that_ends_in_mid_run_is_renewed_once_and_nothing_is_lost() {
    let endpoint = Server::plain(identity_endpoint);
    let arm = arm(vec![Fault::on("/connections", Effect::ExpiredToken).times(1)]);
    let mut run = verb(&arm, &["audit"], "managed-identity");
    run.env("IDENTITY_ENDPOINT", format!("{}/msi/token", endpoint.url))
        .env("IDENTITY_HEADER", IDENTITY_HEADER);
    let run = finish(run);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(endpoint.asked().len(), 2);
    tells_nothing(&run);
}

#[test]
fn a_claims_challenge_is_not_met_with_the_same_sign_in() {
    let endpoint = Server::plain(identity_endpoint);
    let arm = arm(vec![Fault::on("/subscriptions", Effect::ClaimsChallenge)]);
    let mut run = verb(&arm, &["audit"], "managed-identity");
    run.env("IDENTITY_ENDPOINT", format!("{}/msi/token", endpoint.url))
        .env("IDENTITY_HEADER", IDENTITY_HEADER);
    fails(run, &["claims challenge"], "sign in again");
    assert_eq!(endpoint.asked().len(), 1, "another token would be the same");
}

#[test]
fn a_token_is_taken_as_it_is() {
    works("token", "the token in AZURE_ACCESS_TOKEN", |run| {
        run.env("AZURE_ACCESS_TOKEN", ISSUED);
    });
    let arm = arm(vec![]);
    let mut run = verb(&arm, &["audit"], "token");
    run.env("AZURE_ACCESS_TOKEN", format!("{ISSUED} {SECRET}"));
    fails(run, &["AZURE_ACCESS_TOKEN"], "correct the variable");
    fails(verb(&arm, &["audit"], "token"), &["not set"], "set AZURE_ACCESS_TOKEN");
}
