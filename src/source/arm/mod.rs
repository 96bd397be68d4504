//! Azure Resource Manager as a source: sign-in, a client that can do nothing but GET (and one fixed query), and the collection of an estate.
//!
//! In order of use: [`Endpoint`], [`http()`], [`sign_in()`], [`Client`], [`find_scope`], [`collect()`].

mod answer;
mod belonging;
mod client;
mod cloud;
mod collect;
mod error;
mod http;
mod limits;
mod listing;
mod pacing;
mod response;
mod retry;
mod scope;
mod sign_in;
mod stop;
mod subscription_error;
mod subscriptions;
#[cfg(test)]
mod tests;
pub(super) mod trust;

pub use crate::model::{Cloud, Credential};
pub use answer::Answer;
pub use client::Client;
pub use cloud::{Endpoint, EndpointError};
pub use collect::{Progress, collect};
pub use http::http;
pub use limits::{Limits, TokenBucket};
pub use scope::{WantedScope, find_scope};
pub use sign_in::{Env, SignInError, SignedIn, Tokens, sign_in};
pub use stop::Stop;
pub use subscription_error::{SubscriptionError, Visible};
pub use subscriptions::{
    Scope, SubscriptionRef, all_subscriptions, resolve_subscriptions, subscription_id_in,
};
