//! Sign-in from jobs of Azure Pipelines and GitHub Actions: the job's token is exchanged for a signed statement of who the
//! job is, and that for a token of Azure's. All three are on this machine, the last two over TLS.

use super::server::{Asked, Ca, Server};
use super::{CLIENT, ISSUED, STATEMENT, TENANT, arm, authority, fails, tells_nothing, verb, works};
use crate::process::finish;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// The job's own token.
pub(super) const JOB: &str = "job-token-that-must-not-leak";
const CONNECTION: &str = "99999999-8888-7777-6666-555555555555";

/// The services of a pipeline and of Microsoft Entra, over TLS; the directory holds the certificate of their CA.
struct Services {
    issuer: Server,
    authority: Server,
    trust: TempDir,
}

fn services(issuer: fn(&Asked) -> (u16, String)) -> Services {
    let ca = Ca::new();
    let trust = tempfile::tempdir().unwrap();
    fs::write(trust.path().join("ca.pem"), &ca.pem).unwrap();
    Services { issuer: Server::tls(&ca, issuer), authority: Server::tls(&ca, authority), trust }
}

/// GitHub's service for a job's statements.
fn of_github(asked: &Asked) -> (u16, String) {
    let right = asked
        .line
        .starts_with("GET /idtoken?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange ")
        && asked.has_header(&format!("authorization: Bearer {JOB}"));
    if right {
        (200, format!(r#"{{"count":1,"value":"{STATEMENT}"}}"#))
    } else {
        (401, format!(r#"{{"message":"not {JOB}"}}"#))
    }
}

/// Azure Pipelines' service for a job's statements.
fn of_pipelines(asked: &Asked) -> (u16, String) {
    let right = asked.line.starts_with("POST /oidctoken?")
        && asked.line.contains(&format!("serviceConnectionId={CONNECTION}"))
        && asked.has_header(&format!("authorization: Bearer {JOB}"));
    if right {
        (200, format!(r#"{{"oidcToken":"{STATEMENT}"}}"#))
    } else {
        (404, format!(r#"{{"message":"not {JOB}"}}"#))
    }
}

fn github(run: &mut Command, services: &Services) {
    let url = format!("{}/idtoken?api-version=2.0", services.issuer.url);
    run.env("AZURE_TENANT_ID", TENANT)
        .env("AZURE_CLIENT_ID", CLIENT)
        .env("ACTIONS_ID_TOKEN_REQUEST_URL", url)
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", JOB);
    trusting(run, services);
}

fn pipelines(run: &mut Command, services: &Services) {
    let url = format!("{}/oidctoken", services.issuer.url);
    run.env("AZURESUBSCRIPTION_TENANT_ID", TENANT)
        .env("AZURESUBSCRIPTION_CLIENT_ID", CLIENT)
        .env("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", CONNECTION)
        .env("SYSTEM_ACCESSTOKEN", JOB)
        .env("SYSTEM_OIDCREQUESTURI", url);
    trusting(run, services);
}

fn trusting(run: &mut Command, services: &Services) {
    run.env("AZURE_AUTHORITY_HOST", &services.authority.url)
        .env("SSL_CERT_FILE", services.trust.path().join("ca.pem"));
}

/// One of the two kinds of job.
struct Job {
    credential: &'static str,
    by: &'static str,
    issuer: fn(&Asked) -> (u16, String),
    set: fn(&mut Command, &Services),
    /// The variable that holds the job's token, and the one that says where it goes.
    token: &'static str,
    url: &'static str,
}

const JOBS: [Job; 2] = [
    Job {
        credential: "github",
        by: "GitHub Actions",
        issuer: of_github,
        set: github,
        token: "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        url: "ACTIONS_ID_TOKEN_REQUEST_URL",
    },
    Job {
        credential: "pipelines",
        by: "Azure Pipelines",
        issuer: of_pipelines,
        set: pipelines,
        token: "SYSTEM_ACCESSTOKEN",
        url: "SYSTEM_OIDCREQUESTURI",
    },
];

#[test]
fn a_job_signs_in_by_what_its_pipeline_says_of_it() {
    for job in JOBS {
        let services = services(job.issuer);
        works(job.credential, job.by, |run| (job.set)(run, &services));
        // Once per run: an audit and a snapshot.
        assert_eq!(services.issuer.asked().len(), 2, "{}", job.credential);
        assert_eq!(services.authority.asked().len(), 2, "{}", job.credential);
    }
}

#[test]
fn a_job_that_its_pipeline_does_not_vouch_for_is_told_so() {
    for (job, told, hint) in [
        (&JOBS[0], "GitHub answered 401", "id-token: write"),
        (&JOBS[1], "404", "check the service connection"),
    ] {
        let services = services(job.issuer);
        let arm = arm(vec![]);
        let mut run = verb(&arm, &["audit"], job.credential);
        (job.set)(&mut run, &services);
        run.env(job.token, format!("another-{JOB}"));
        let failed = format!("failed to sign in by {}: ", job.by);
        fails(run, &[&failed, told], hint);
        assert!(services.authority.asked().is_empty());
        assert_eq!(arm.requests(), []);
    }
}

#[test]
fn a_refused_exchange_is_told_without_the_statement() {
    for job in JOBS {
        let services = services(job.issuer);
        let arm = arm(vec![]);
        let mut run = verb(&arm, &["audit"], job.credential);
        (job.set)(&mut run, &services);
        // Another application: Entra refuses, and repeats what it was sent.
        run.env("AZURE_CLIENT_ID", CONNECTION).env("AZURESUBSCRIPTION_CLIENT_ID", CONNECTION);
        let failed = format!("failed to sign in by {}: ", job.by);
        fails(run, &[&failed, "AADSTS7000215"], "check");
        assert!(!services.authority.asked().is_empty());
        assert_eq!(arm.requests(), []);
    }
}

#[test]
fn an_answer_without_a_statement_is_told_in_words() {
    for job in JOBS {
        let services = services(|_| (200, r#"{"count":0}"#.to_owned()));
        let arm = arm(vec![]);
        let mut run = verb(&arm, &["audit"], job.credential);
        (job.set)(&mut run, &services);
        fails(run, &[&format!("failed to sign in by {}: ", job.by)], "check");
        assert!(services.authority.asked().is_empty());
    }
}

#[test]
fn variables_that_a_job_lacks_are_named_with_what_sets_them() {
    let write = "give the job `permissions: id-token: write`";
    let map = "map SYSTEM_ACCESSTOKEN: $(System.AccessToken) into the step";
    let task = "AzureCLI@2";
    for (job, lacks, hint) in [
        (&JOBS[0], "ACTIONS_ID_TOKEN_REQUEST_TOKEN", write),
        (&JOBS[0], "ACTIONS_ID_TOKEN_REQUEST_URL", write),
        (&JOBS[0], "AZURE_CLIENT_ID", "set AZURE_CLIENT_ID"),
        (&JOBS[1], "SYSTEM_ACCESSTOKEN", map),
        (&JOBS[1], "SYSTEM_OIDCREQUESTURI", task),
        (&JOBS[1], "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", task),
    ] {
        let services = services(job.issuer);
        let arm = arm(vec![]);
        let mut run = verb(&arm, &["audit"], job.credential);
        (job.set)(&mut run, &services);
        run.env_remove(lacks);
        let told = format!("failed to sign in by {}: {lacks} not set", job.by);
        fails(run, &[&told], hint);
        assert!(services.issuer.asked().is_empty());
    }
    // Outside of a pipeline nothing is set: all of it is named at once.
    let arm = arm(vec![]);
    let run = verb(&arm, &["audit"], "github");
    let all = "AZURE_TENANT_ID, AZURE_CLIENT_ID, ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN not set";
    fails(run, &[all], "set AZURE_TENANT_ID, AZURE_CLIENT_ID; give");
}

#[test]
fn the_jobs_token_goes_over_https_or_not_at_all() {
    for job in JOBS {
        for url in ["http://pipelines.example.org/x", "ftp://127.0.0.1/", "x"] {
            let services = services(job.issuer);
            let arm = arm(vec![]);
            let mut run = verb(&arm, &["audit"], job.credential);
            (job.set)(&mut run, &services);
            run.env(job.url, url);
            let told = format!("{} is no https URL", job.url);
            fails(run, &[&told], "correct the variable");
        }
        // An issuer that isn't trusted gets nothing either.
        let (trusted, other) = (services(job.issuer), services(job.issuer));
        let arm = arm(vec![]);
        let mut run = verb(&arm, &["audit"], job.credential);
        (job.set)(&mut run, &trusted);
        run.env("SSL_CERT_FILE", other.trust.path().join("ca.pem"));
        fails(
            run,
            &[&format!("failed to sign in by {}", job.by)],
            "signed by a root that this machine doesn't trust",
        );
        assert!(trusted.issuer.asked().is_empty());
    }
}

#[test]
fn a_job_whose_token_ends_in_mid_run_vouches_for_itself_again() {
    use crate::fake_arm::{Effect, Fault};
    for job in JOBS {
        let services = services(job.issuer);
        let expired = Fault::on("/connections", Effect::ExpiredToken).times(1);
        let arm = arm(vec![expired]);
        let mut run = verb(&arm, &["audit"], job.credential);
        (job.set)(&mut run, &services);
        let run = finish(run);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(services.issuer.asked().len(), 2);
        tells_nothing(&run);
        assert!(!run.stderr.contains(ISSUED));
    }
}
