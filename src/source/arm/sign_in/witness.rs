//! A transport that remembers why no answer came: `azure_identity` says only that it gave up.

use crate::source::arm::trust;
use azure_core::http::{AsyncRawResponse, HttpClient, Request};
use futures::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError};

/// Passes requests on.
#[derive(Debug)]
pub(super) struct Witness {
    to: Arc<dyn HttpClient>,
    distrust: Mutex<Option<String>>,
}

impl Witness {
    /// Before this transport.
    pub(super) fn new(to: Arc<dyn HttpClient>) -> Self {
        Self { to, distrust: Mutex::default() }
    }

    /// What the last certificate was refused for, if one was.
    pub(super) fn distrust(&self) -> Option<String> {
        self.distrust.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

// The trait is declared by `async_trait`; this is the form that its attribute gives to the method.
impl HttpClient for Witness {
    fn execute_request<'a, 'b, 'c>(
        &'a self,
        request: &'b Request,
    ) -> BoxFuture<'c, azure_core::Result<AsyncRawResponse>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        Box::pin(async move {
            let answer = self.to.execute_request(request).await;
            let refusal = answer.as_ref().err().and_then(|error| trust::refusal(error));
            *self.distrust.lock().unwrap_or_else(PoisonError::into_inner) = refusal;
            answer
        })
    }
}
