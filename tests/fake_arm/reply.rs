//! An answer on its way out: status, headers as ARM sets them, and the ways in which a body can arrive damaged.

use super::refusal::Refusal;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::time::Duration;
use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

/// An answer before it is sent.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Headers beside those that every answer has.
    pub(crate) headers: Vec<(&'static str, String)>,
    content_type: &'static str,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Json(Value),
    Bytes(Vec<u8>),
    /// These bytes, then the connection breaks.
    Broken(Vec<u8>),
    /// These bytes, then nothing more, and no end.
    Stalled(Vec<u8>),
    /// These bytes one by one, with a pause before each.
    Dripping(Vec<u8>, Duration),
}

impl Reply {
    /// A body, or a refusal.
    pub(crate) fn of(answer: Result<Value, Refusal>) -> Self {
        match answer {
            Ok(body) => Self::new(200, Content::Json(body)),
            Err(refusal) => Self::refused(refusal),
        }
    }

    /// A refusal.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        let mut reply = Self::new(refusal.status, Content::Json(refusal.body));
        reply.headers = refusal.headers;
        reply
    }

    /// A page of a proxy instead of ARM.
    pub(crate) fn html() -> Self {
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Network sign-in</h1></body></html>";
        let mut reply = Self::new(200, Content::Bytes(page.as_bytes().to_vec()));
        reply.content_type = "text/html; charset=utf-8";
        reply
    }

    /// Success, and nothing to read.
    pub(crate) fn empty() -> Self {
        Self::new(200, Content::Bytes(Vec::new()))
    }

    /// Blanks, packed: a thousandth of them travels. A mebibyte of them is packed, and that repeated; who reads on to the
    /// checksum at the end finds it wrong.
    pub(crate) fn gzip_bomb(bytes: usize) -> Self {
        const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
        const END: [u8; 10] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let piece = bytes.min(1 << 20);
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        // A flush ends a piece at a whole byte, so that it can be put behind itself.
        let written = packed.write_all(&vec![b' '; piece]);
        let written = written.and_then(|()| packed.flush());
        let pieces = match written {
            Ok(()) => packed.get_ref().repeat(bytes / piece.max(1)),
            Err(_) => Vec::new(),
        };
        let body = [&HEAD[..], &pieces, &END].concat();
        let mut reply = Self::new(200, Content::Bytes(body));
        reply.headers.push(("content-encoding", "gzip".to_owned()));
        reply
    }

    /// The same body with another content type.
    pub(crate) fn called_html(mut self) -> Self {
        self.content_type = "text/html; charset=utf-8";
        self
    }

    /// The same answer with a changed body; a refusal stays as it is.
    pub(crate) fn changed(mut self, change: impl FnOnce(&mut Value)) -> Self {
        if let (200, Content::Json(body)) = (self.status, &mut self.content) {
            change(body);
        }
        self
    }

    /// The same body with a property too deep for any parser that recurses.
    pub(crate) fn deep(mut self) -> Self {
        const LEVELS: usize = 100_000;
        let mut bytes = self.content.bytes();
        if bytes.pop() == Some(b'}') {
            let (open, close) = ("[".repeat(LEVELS), "]".repeat(LEVELS));
            bytes.extend(format!(",\"deep\":{open}{close}}}").into_bytes());
            self.content = Content::Bytes(bytes);
        }
        self
    }

    /// The first half of the body, and no end.
    pub(crate) fn stalled(mut self) -> Self {
        self.content = Content::Stalled(self.half());
        self
    }

    /// The body, so slowly that no one waits for it.
    pub(crate) fn dripping(mut self, pause: Duration) -> Self {
        self.content = Content::Dripping(self.content.bytes(), pause);
        self
    }

    /// A redirect.
    pub(crate) fn redirect(to: &str) -> Self {
        let mut reply = Self::new(307, Content::Json(json!({})));
        reply.headers.push(("location", to.to_owned()));
        reply
    }

    /// The first half of the body, as if that were all.
    pub(crate) fn halved(mut self) -> Self {
        self.content = Content::Bytes(self.half());
        self
    }

    /// The first half of the body, then nothing: the connection is closed before the announced length.
    pub(crate) fn broken(mut self) -> Self {
        self.content = Content::Broken(self.half());
        self
    }

    /// The same page with another next link.
    pub(crate) fn next(mut self, link: &str) -> Self {
        if let Content::Json(body) = &mut self.content {
            body["nextLink"] = json!(link);
        }
        self
    }

    /// The HTTP answer to a request with these headers.
    pub(crate) fn send(self, request: &HeaderMap) -> Response<Body> {
        let length = self.content.bytes().len();
        let mut response =
            Response::builder().status(self.status).header(header::CONTENT_TYPE, self.content_type);
        for (name, value) in trace_headers(request).into_iter().chain(self.headers) {
            response = response.header(name, value);
        }
        let body = match self.content {
            Content::Broken(bytes) => {
                response = response.header(header::CONTENT_LENGTH, length * 2 + 1);
                let end = Err(io::Error::from(io::ErrorKind::ConnectionReset));
                Body::from_stream(stream::iter([Ok(Bytes::from(bytes)), end]))
            }
            Content::Stalled(bytes) => {
                let start = stream::iter([Ok::<_, io::Error>(Bytes::from(bytes))]);
                Body::from_stream(start.chain(stream::pending()))
            }
            Content::Dripping(bytes, pause) => {
                Body::from_stream(stream::iter(bytes).then(move |byte| async move {
                    tokio::time::sleep(pause).await;
                    Ok::<_, io::Error>(Bytes::copy_from_slice(&[byte]))
                }))
            }
            Content::Json(_) | Content::Bytes(_) => Body::from(self.content.bytes()),
        };
        response.body(body).expect("internal: valid headers")
    }

    fn new(status: u16, content: Content) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "application/json; charset=utf-8",
            content,
        }
    }

    fn half(&self) -> Vec<u8> {
        let mut bytes = self.content.bytes();
        bytes.truncate(bytes.len() / 2);
        bytes
    }
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Json(body) => body.to_string().into_bytes(),
            Self::Bytes(bytes)
            | Self::Broken(bytes)
            | Self::Stalled(bytes)
            | Self::Dripping(bytes, _) => bytes.clone(),
        }
    }
}

/// The headers by which support finds a request; the client's own id is echoed if it asks for that.
fn trace_headers(request: &HeaderMap) -> Vec<(&'static str, String)> {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let now = OffsetDateTime::now_utc().format(format).unwrap_or_default();
    let correlation = Uuid::new_v4();
    let mut headers = vec![
        ("x-ms-request-id", Uuid::new_v4().to_string()),
        ("x-ms-correlation-request-id", correlation.to_string()),
        ("x-ms-routing-request-id", format!("SWEDENCENTRAL:{now}:{correlation}")),
        ("x-ms-ratelimit-remaining-subscription-global-reads", "3749".to_owned()),
        ("cache-control", "no-cache".to_owned()),
        ("x-cache", "CONFIG_NOCACHE".to_owned()),
    ];
    let text = |name| request.get(name).map(HeaderValue::to_str)?.ok();
    let wanted = text("x-ms-return-client-request-id").is_some_and(|value| value == "true");
    if let Some(id) = text("x-ms-client-request-id").filter(|_| wanted) {
        headers.push(("x-ms-client-request-id", id.to_owned()));
    }
    headers
}
