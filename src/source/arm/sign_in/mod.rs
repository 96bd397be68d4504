//! Sign-in: which credential is used, in what order, and what to do when it fails. `azure_identity` makes the tokens; the
//! chain is ours, since it has none, and so is the cache, since its developer credentials spawn a process per token.

mod authority;
mod chain;
mod clean;
mod entra;
mod error;
mod github;
mod jwt;
mod member;
mod token;
mod witness;

use super::{Credential, Endpoint};
use authority::Authority;
use chain::SignInPlan;
use entra::EntraSource;
use token::FixedSource;

pub use chain::Env;
pub use error::SignInError;
pub(super) use token::Token;
pub use token::Tokens;
#[cfg(test)]
pub(super) use token::{Fetched, TokenSource};

/// A sign-in that worked.
#[derive(Debug)]
pub struct SignedIn {
    /// Tokens for ARM.
    pub tokens: Tokens,
    /// Which credential was taken: "Azure CLI".
    pub by: &'static str,
}

/// Signs in and gets the first token, so that a mistake shows before any read.
///
/// `env` looks up environment variables. The first credential that is configured decides; if it fails, no other is tried
/// (an audit under another identity than the one meant would see something else), except azd after Azure CLI.
///
/// # Errors
/// If nothing is configured, or what is configured gives no token.
pub async fn sign_in(
    credential: Credential,
    endpoint: &Endpoint,
    http: &reqwest::Client,
    env: Env<'_>,
) -> Result<SignedIn, SignInError> {
    let members = match chain::plan(credential, env)? {
        SignInPlan::Fixed(secret) => {
            let source = FixedSource::new(secret)?;
            return Ok(signed_in(Tokens::first(Box::new(source)).await?));
        }
        SignInPlan::Chain(members) => members,
    };
    let authority = Authority::of(endpoint.cloud(), env)?;
    // What isn't configured was not tried, but somebody who expected it to work wants to know why.
    let mut failures = chain::passed_over(credential, &members, env);
    for member in members {
        let source = EntraSource::new(member, endpoint.cloud(), authority.clone(), http.clone());
        match Tokens::first(Box::new(source)).await {
            Ok(tokens) => return Ok(signed_in(tokens)),
            Err(error) => failures.push(error),
        }
    }
    Err(SignInError::joined(failures))
}

fn signed_in(tokens: Tokens) -> SignedIn {
    let by = tokens.by();
    tracing::debug!(by, "signed in");
    SignedIn { tokens, by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::arm::{Cloud, http};

    #[tokio::test]
    async fn a_given_token_is_used_and_never_shown() {
        let endpoint = Endpoint::new(Cloud::Public, None).expect("an endpoint");
        let http = http(&endpoint).expect("a client");
        let env = |name: &str| (name == "AZURE_ACCESS_TOKEN").then(|| "opaque-secret".to_owned());
        let signed_in =
            sign_in(Credential::Token, &endpoint, &http, &env).await.expect("signed in");
        assert_eq!(signed_in.by, "the token in AZURE_ACCESS_TOKEN");
        let token = signed_in.tokens.get().await.expect("a token");
        assert_eq!(token.secret(), "opaque-secret");
        assert!(!format!("{signed_in:?} {token:?}").contains("opaque-secret"));
    }
}
