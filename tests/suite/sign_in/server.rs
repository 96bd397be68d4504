//! A small HTTP server on loopback for what credentials talk to: plain as an app's identity endpoint, over TLS as an
//! authority. It answers one request per connection, and remembers each.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// `POST /tenant/oauth2/v2.0/token`
    pub(super) line: String,
    /// Header lines, names in lower case.
    pub(super) headers: Vec<String>,
    pub(super) body: String,
}

impl Asked {
    pub(super) fn has_header(&self, line: &str) -> bool {
        self.headers.iter().any(|header| header == line)
    }
}

/// The server; it runs until the test ends.
pub(super) struct Server {
    pub(super) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// Status and body for a request.
type Answer = fn(&Asked) -> (u16, String);

impl Server {
    /// Plain HTTP.
    pub(super) fn plain(answer: Answer) -> Self {
        Self::start(None, answer)
    }

    /// HTTPS, under a certificate of this CA for 127.0.0.1.
    pub(super) fn tls(ca: &Ca, answer: Answer) -> Self {
        Self::start(Some(Arc::new(ca.server_config())), answer)
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    fn start(tls: Option<Arc<ServerConfig>>, answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let limit = Some(Duration::from_secs(10));
                stream.set_read_timeout(limit).unwrap();
                // A client that hangs up, as one that distrusts the certificate does, is no failure of the server.
                let _ = match &tls {
                    None => serve(stream, answer, &log),
                    Some(config) => secured(stream, config, answer, &log),
                };
            }
        });
        Self { url, asked }
    }
}

fn secured(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    answer: Answer,
    log: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
    serve(StreamOwned::new(connection, stream), answer, log)
}

fn serve(
    stream: impl Read + Write,
    answer: Answer,
    log: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let asked = read(&mut reader)?;
    let (status, body) = answer(&asked);
    log.lock().unwrap().push(asked);
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let stream = reader.get_mut();
    stream.write_all(format!("{head}{body}").as_bytes())?;
    stream.flush()
}

fn read(reader: &mut impl BufRead) -> std::io::Result<Asked> {
    let mut asked = Asked::default();
    reader.read_line(&mut asked.line)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        let name = name.to_lowercase();
        if name == "content-length" {
            length = value.parse().unwrap();
        }
        asked.headers.push(format!("{name}: {value}"));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    asked.body = String::from_utf8(body).unwrap();
    Ok(asked)
}

/// A certificate authority that only this test trusts.
pub(super) struct Ca {
    issuer: Issuer<'static, KeyPair>,
    pub(super) pem: String,
}

impl Ca {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    fn server_config(&self) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key))
            .unwrap()
    }
}
