//! Which credentials are tried: decided from the environment alone, before any of them is made.

use super::error::SignInError;
use super::member::{APP, GITHUB, Member, PIPELINES, SECRET, TOKEN, WORKLOAD};
use crate::model::Credential;
use crate::source::arm::cloud::is_loopback;
use azure_core::credentials::Secret;
use url::Url;

/// Bytes of a file with a token.
const MOST_BYTES: u64 = 1 << 20;

/// Looks up an environment variable.
pub type Env<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// What sign-in will do.
#[derive(Debug, PartialEq)]
pub(super) enum SignInPlan {
    /// Use this token.
    Fixed(Secret),
    /// Try these in turn.
    Chain(Vec<Member>),
}

/// The plan for a choice. Only Azure CLI is ever followed by another member.
pub(super) fn plan(credential: Credential, env: Env<'_>) -> Result<SignInPlan, SignInError> {
    let env = Settings(env);
    let one = |member| Ok(SignInPlan::Chain(vec![member]));
    match credential {
        Credential::Auto => Ok(SignInPlan::Chain(auto(env))),
        Credential::Cli => one(azure_cli(env)),
        Credential::Developer => Ok(SignInPlan::Chain(developer(env))),
        Credential::Environment => one(environment(env)?),
        Credential::ManagedIdentity => one(managed_identity(env)),
        Credential::WorkloadIdentity => one(workload_identity(env)?),
        Credential::Pipelines => one(pipelines(env)?),
        Credential::GitHub => one(github(env)?),
        Credential::Token => {
            let [token] = env.all(TOKEN, ["AZURE_ACCESS_TOKEN"])?;
            Ok(SignInPlan::Fixed(Secret::new(token)))
        }
    }
}

fn auto(env: Settings<'_>) -> Vec<Member> {
    if let Ok(member) = environment(env) {
        return vec![member];
    }
    if env.get("AZURE_FEDERATED_TOKEN_FILE").is_some()
        && let Ok(member) = workload_identity(env)
    {
        return vec![member];
    }
    // Without both, azure_identity would turn to the metadata service of a virtual machine, which elsewhere hangs.
    if env.has_app_identity() {
        return vec![managed_identity(env)];
    }
    developer(env)
}

/// What the automatic choice left out before it came to the tools of developers, and why.
pub(super) fn passed_over(
    credential: Credential,
    members: &[Member],
    env: Env<'_>,
) -> Vec<SignInError> {
    let came_to_tools = members.iter().any(|member| matches!(member, Member::AzureCli { .. }));
    if credential != Credential::Auto || !came_to_tools {
        return Vec::new();
    }
    let env = Settings(env);
    let app = env.all(APP, ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"]);
    [environment(env).err(), workload_identity(env).err(), app.err()]
        .into_iter()
        .flatten()
        .collect()
}

fn developer(env: Settings<'_>) -> Vec<Member> {
    let tenant = env.get("AZURE_TENANT_ID");
    vec![azure_cli(env), Member::DeveloperCli { tenant }]
}

fn azure_cli(env: Settings<'_>) -> Member {
    let tenant = env.get("AZURE_TENANT_ID");
    Member::AzureCli { tenant }
}

fn environment(env: Settings<'_>) -> Result<Member, SignInError> {
    let names = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];
    let [tenant, client, secret] = env.all(SECRET, names)?;
    Ok(Member::EnvironmentSecret { tenant, client, secret: Secret::new(secret) })
}

fn workload_identity(env: Settings<'_>) -> Result<Member, SignInError> {
    let names = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"];
    let [tenant, client, file] = env.all(WORKLOAD, names)?;
    // What is a file is read whole later on; what isn't may never end.
    if std::fs::metadata(&file).is_ok_and(|found| !found.is_file() || found.len() > MOST_BYTES) {
        let cause = format!("{} names {file}, which is no file with a token", names[2]);
        return Err(SignInError::BadSetting { by: WORKLOAD, cause });
    }
    Ok(Member::WorkloadIdentity { tenant, client, file: file.into() })
}

fn managed_identity(env: Settings<'_>) -> Member {
    Member::ManagedIdentity { client: env.get("AZURE_CLIENT_ID"), of_app: env.has_app_identity() }
}

/// The variables that Azure Pipelines' tasks for Azure set, and the access token that a step has to map.
fn pipelines(env: Settings<'_>) -> Result<Member, SignInError> {
    let names = [
        "AZURESUBSCRIPTION_TENANT_ID",
        "AZURESUBSCRIPTION_CLIENT_ID",
        "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
        "SYSTEM_ACCESSTOKEN",
        "SYSTEM_OIDCREQUESTURI",
    ];
    let [tenant, client, connection, access_token, endpoint] = env.all(PIPELINES, names)?;
    secure(PIPELINES, names[4], &endpoint)?;
    Ok(Member::Pipelines { tenant, client, connection, access_token: Secret::new(access_token) })
}

fn github(env: Settings<'_>) -> Result<Member, SignInError> {
    let names = [
        "AZURE_TENANT_ID",
        "AZURE_CLIENT_ID",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    ];
    let [tenant, client, request_url, request_token] = env.all(GITHUB, names)?;
    Ok(Member::GitHub {
        tenant,
        client,
        request_url: secure(GITHUB, names[2], &request_url)?,
        request_token: Secret::new(request_token),
    })
}

/// The URL in a variable. The job's own token goes there, so over https or to this machine only.
fn secure(by: &'static str, variable: &str, text: &str) -> Result<Url, SignInError> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    });
    url.ok_or_else(|| SignInError::BadSetting { by, cause: format!("{variable} is no https URL") })
}

/// Environment variables; one that is set to nothing counts as not set.
#[derive(Clone, Copy)]
struct Settings<'a>(Env<'a>);

impl Settings<'_> {
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn all<const N: usize>(
        &self,
        by: &'static str,
        names: [&'static str; N],
    ) -> Result<[String; N], SignInError> {
        let values = names.map(|name| self.get(name));
        let missing = names.iter().zip(&values).filter(|(_, value)| value.is_none());
        let missing: Vec<&'static str> = missing.map(|(name, _)| *name).collect();
        if missing.is_empty() {
            Ok(values.map(Option::unwrap_or_default))
        } else {
            Err(SignInError::NotConfigured { by, missing })
        }
    }

    fn has_app_identity(&self) -> bool {
        self.get("IDENTITY_ENDPOINT").is_some() && self.get("IDENTITY_HEADER").is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(credential: Credential, set: &[&str]) -> Vec<&'static str> {
        let env = |name: &str| set.contains(&name).then(|| "x".to_owned());
        match plan(credential, &env).expect("a plan") {
            SignInPlan::Chain(members) => members.iter().map(Member::name).collect(),
            SignInPlan::Fixed(_) => vec![TOKEN],
        }
    }

    const ENTRA: [&str; 2] = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"];

    #[test]
    fn auto_takes_the_first_that_is_configured_and_no_other() {
        let tools = ["Azure CLI", "Azure Developer CLI"];
        let auto = |set: &[&str]| names(Credential::Auto, set);
        assert_eq!(auto(&[]), tools);
        assert_eq!(auto(&ENTRA), tools);
        let secret = [&ENTRA[..], &["AZURE_CLIENT_SECRET"]].concat();
        assert_eq!(auto(&secret), [SECRET]);
        let workload = [&ENTRA[..], &["AZURE_FEDERATED_TOKEN_FILE"]].concat();
        assert_eq!(auto(&workload), [WORKLOAD]);
        assert_eq!(auto(&[&secret[..], &workload].concat()), [SECRET]);
        assert_eq!(auto(&["IDENTITY_ENDPOINT", "IDENTITY_HEADER"]), ["managed identity"]);
    }

    #[test]
    fn half_an_app_identity_is_none_and_never_becomes_that_of_a_machine() {
        for half in ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT"] {
            assert_eq!(
                names(Credential::Auto, &[half]),
                ["Azure CLI", "Azure Developer CLI"],
                "{half}"
            );
        }
    }

    #[test]
    fn what_was_passed_over_is_told_when_nothing_is_configured() {
        let env = |name: &str| (name == "AZURE_TENANT_ID").then(|| "t".to_owned());
        let Ok(SignInPlan::Chain(members)) = plan(Credential::Auto, &env) else {
            panic!("a chain");
        };
        let told: Vec<String> =
            passed_over(Credential::Auto, &members, &env).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert!(
            told[0].contains("environment secret: AZURE_CLIENT_ID, AZURE_CLIENT_SECRET not set")
        );
        assert!(told[1].contains("AZURE_FEDERATED_TOKEN_FILE not set"));
        assert!(told[2].contains("IDENTITY_ENDPOINT, IDENTITY_HEADER not set"));
        assert_eq!(passed_over(Credential::Cli, &members, &env), []);
    }

    #[test]
    fn a_choice_without_its_variables_names_them() {
        let none = |_: &str| Some("  ".to_owned());
        assert_eq!(
            plan(Credential::Token, &none),
            Err(SignInError::NotConfigured { by: TOKEN, missing: vec!["AZURE_ACCESS_TOKEN"] })
        );
        let some = |name: &str| ENTRA.contains(&name).then(|| "x".to_owned());
        let Err(error) = plan(Credential::GitHub, &some) else {
            panic!("GitHub isn't configured");
        };
        assert_eq!(error.hint(), "give the job `permissions: id-token: write`");
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let env = |_: &str| Some("hunter2".to_owned());
        let Ok(SignInPlan::Chain(members)) = plan(Credential::Environment, &env) else {
            panic!("all is set");
        };
        let Member::EnvironmentSecret { secret, .. } = &members[0] else {
            panic!("the environment's secret");
        };
        assert_eq!(secret.secret(), "hunter2");
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
