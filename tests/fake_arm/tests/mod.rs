//! Holds the fake against what Microsoft documents and what real answers look like. This file has what the tests share.

mod answers;
mod wire;
mod worlds;

use crate::fake_arm::{FakeArm, Server, World};
use serde_json::Value;

const SUBSCRIPTION: &str = "c0117050-0000-4000-8000-000000000001";
const ACCOUNTS: &str = "providers/Microsoft.CognitiveServices/accounts?api-version=2026-09-01";

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("a JSON body")
    }

    fn code(&self) -> String {
        let body = self.json();
        body["error"]["code"].as_str().expect("an error code").to_owned()
    }

    fn message(&self) -> String {
        let body = self.json();
        body["error"]["message"].as_str().expect("a message").to_owned()
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).expect("the header");
        value.to_str().expect("ASCII")
    }
}

async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.expect("a whole body"),
    }
}

/// A client; the library's TLS needs a provider even where only plain HTTP is spoken.
fn client() -> reqwest::Client {
    // It fails if another test was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

async fn get(url: &str) -> Answer {
    send(client().get(url).bearer_auth("anything")).await
}

/// Below the first Contoso subscription.
async fn contoso(server: &Server, path: &str) -> Answer {
    get(&format!("{}/subscriptions/{SUBSCRIPTION}/{path}", server.url())).await
}

async fn serve(world: &str) -> Server {
    FakeArm::serve(World::named(world).expect("a world")).start().await
}

/// All items of a list, page after page, and the number of pages.
async fn all(server: &Server, path: &str) -> (Vec<String>, usize) {
    let mut url = format!("{}{path}", server.url());
    let (mut names, mut pages) = (Vec::new(), 0);
    loop {
        let answer = get(&url).await;
        assert_eq!(answer.status, 200, "{url}: {}", answer.text);
        let body = answer.json();
        let items = body["value"].as_array().expect("a list");
        names.extend(items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
        pages += 1;
        assert!(pages < 50, "endless: {url}");
        match body["nextLink"].as_str() {
            Some(next) => url = next.to_owned(),
            None => return (names, pages),
        }
    }
}
