//! Why there is no token, and the one thing to do next.

use crate::source::arm::trust::cure;

/// Why sign-in failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The chosen credential needs variables that aren't set.
    #[error("failed to sign in by {by}: {} not set", missing.join(", "))]
    NotConfigured {
        /// Which credential.
        by: &'static str,
        /// The variables that are missing.
        missing: Vec<&'static str>,
    },
    /// A variable holds something useless.
    #[error("failed to sign in by {by}: {cause}")]
    BadSetting {
        /// Which credential.
        by: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// The credential gave no token.
    #[error("failed to sign in by {by}: {cause}")]
    Failed {
        /// Which credential.
        by: &'static str,
        /// What happened, cleaned up.
        cause: String,
        /// What to do next.
        next: &'static str,
    },
    /// No credential that was tried gave a token.
    #[error("failed to sign in: {}", .0.join("; "))]
    Chain(Vec<String>),
    /// The given token is no longer valid.
    #[error("failed to sign in by the token in AZURE_ACCESS_TOKEN: it expired at {at}")]
    Expired {
        /// When.
        at: String,
    },
    /// ARM refuses the token.
    #[error("failed to read from Azure as signed in by {by}: {cause}")]
    Refused {
        /// Which credential.
        by: &'static str,
        /// ARM's code and message.
        cause: String,
        /// The tenant that ARM wants a token of, if it says so.
        tenant: Option<String>,
        /// The subscription belongs to another tenant than the token.
        other_tenant: bool,
    },
}

impl SignInError {
    /// What to do next: one command or setting.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NotConfigured { missing, .. } => not_configured(missing),
            Self::BadSetting { .. } => "correct the variable and run again".to_owned(),
            Self::Failed { next, cause, .. } => cure(cause).unwrap_or_else(|| (*next).to_owned()),
            Self::Chain(causes) => {
                causes.iter().find_map(|cause| cure(cause)).unwrap_or_else(|| {
                    "run `az login`, or choose another with `--credential`".to_owned()
                })
            }
            Self::Expired { .. } => {
                "get a new one: `az account get-access-token --query accessToken -o tsv`".to_owned()
            }
            Self::Refused { tenant: Some(tenant), .. } => {
                format!("sign in to that tenant: `az login --tenant {tenant}`")
            }
            Self::Refused { other_tenant: true, .. } => {
                "sign in to the subscription's tenant: `az login --tenant <tenant>`".to_owned()
            }
            Self::Refused { .. } => "sign in again: `az login`".to_owned(),
        }
    }

    /// One error of those of a chain.
    pub(super) fn joined(mut failures: Vec<Self>) -> Self {
        match failures.pop() {
            Some(only) if failures.is_empty() => only,
            last => {
                let all = failures.into_iter().chain(last);
                Self::Chain(all.map(|failure| failure.short()).collect())
            }
        }
    }

    fn short(self) -> String {
        match self {
            Self::Failed { by, cause, .. } | Self::BadSetting { by, cause } => {
                format!("{by}: {}", cause.trim_end_matches('.'))
            }
            Self::NotConfigured { by, missing } => format!("{by}: {} not set", missing.join(", ")),
            other => other.to_string(),
        }
    }
}

/// Some variables aren't the user's to set: a pipeline gives them, by itself or if it is told to.
fn not_configured(missing: &[&str]) -> String {
    let mut steps: Vec<String> = Vec::new();
    let mut own: Vec<&str> = Vec::new();
    for name in missing {
        match given_by(name) {
            Some(step) if steps.iter().any(|known| known == step) => {}
            Some(step) => steps.push(step.to_owned()),
            None => own.push(name),
        }
    }
    if !own.is_empty() {
        steps.insert(0, format!("set {}", own.join(", ")));
    }
    steps.join("; ")
}

/// What makes a pipeline give a variable; `None` for one that the user sets.
fn given_by(variable: &str) -> Option<&'static str> {
    match variable {
        "SYSTEM_ACCESSTOKEN" => Some("map SYSTEM_ACCESSTOKEN: $(System.AccessToken) into the step"),
        name if name.starts_with("ACTIONS_") => Some("give the job `permissions: id-token: write`"),
        name if name.starts_with("AZURESUBSCRIPTION_") || name.starts_with("SYSTEM_") => Some(
            "run it in a task of Azure Pipelines that names the service connection (AzureCLI@2)",
        ),
        _ => None,
    }
}
