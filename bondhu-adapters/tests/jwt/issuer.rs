//! An issuer of tokens that listens on the loopback interface.

use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// A key pair that was made just now.
pub struct Key {
    pub kid: String,
    pub algorithm: Algorithm,
    pub encoding: EncodingKey,
}

impl Key {
    pub fn rsa(kid: &str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let encoding = EncodingKey::from_rsa_pem(&pem(der.as_ref())).unwrap();
        Self { kid: kid.to_owned(), algorithm: Algorithm::RS256, encoding }
    }

    pub fn ec(kid: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let encoding = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        Self { kid: kid.to_owned(), algorithm: Algorithm::ES256, encoding }
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(self.algorithm, claims)
    }

    pub fn sign_as(&self, algorithm: Algorithm, claims: &Value) -> String {
        let mut header = Header::new(algorithm);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.encoding).unwrap()
    }

    pub fn sign_without_kid(&self, claims: &Value) -> String {
        jsonwebtoken::encode(&Header::new(self.algorithm), claims, &self.encoding).unwrap()
    }

    /// As an issuer publishes it.
    pub fn jwk(&self) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.encoding, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.clone());
        serde_json::to_value(jwk).unwrap()
    }

    /// Bytes that somebody who knows only the public key could take for a secret.
    pub fn public_forms(&self) -> Vec<Vec<u8>> {
        let jwk = self.jwk();
        let mut forms = vec![jwk.to_string().into_bytes()];
        for part in ["n", "x", "y"] {
            if let Some(text) = jwk[part].as_str() {
                forms.push(text.as_bytes().to_vec());
                forms.push(BASE64_URL_SAFE_NO_PAD.decode(text).unwrap());
            }
        }
        if let (Some(x), Some(y)) = (jwk["x"].as_str(), jwk["y"].as_str()) {
            let mut point = vec![4];
            point.extend(BASE64_URL_SAFE_NO_PAD.decode(x).unwrap());
            point.extend(BASE64_URL_SAFE_NO_PAD.decode(y).unwrap());
            forms.push(point);
        }
        forms
    }
}

fn pem(der: &[u8]) -> Vec<u8> {
    let label = ["PRIVATE", "KEY"].join(" ");
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64_STANDARD.encode(der)).into_bytes()
}

/// What the issuer answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// 200 with this body.
    Body(String),
    /// This status, without a body.
    Status(u16),
    /// 307 to this address.
    Redirect(String),
    /// Closes the connection.
    Nothing,
}

/// Answers every request alike, until told otherwise; stops when dropped.
pub struct Issuer {
    address: std::net::SocketAddr,
    state: Arc<State>,
    _serving: JoinSet<()>,
}

struct State {
    answer: Mutex<Answer>,
    gate: Mutex<Option<Arc<Semaphore>>>,
    requests: watch::Sender<Vec<String>>,
}

impl Issuer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            answer: Mutex::new(Answer::Body(r#"{"keys":[]}"#.to_owned())),
            gate: Mutex::new(None),
            requests: watch::Sender::new(Vec::new()),
        });
        let mut serving = JoinSet::new();
        let shared = Arc::clone(&state);
        serving.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                connections.spawn(async move { state.serve(stream).await });
            }
        });
        Self { address, state, _serving: serving }
    }

    /// As Supabase Auth names itself.
    pub fn name(&self) -> String {
        format!("http://{}/auth/v1", self.address)
    }

    pub fn jwks_url(&self) -> String {
        format!("{}/.well-known/jwks.json", self.name())
    }

    pub fn publish(&self, keys: &[&Key]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
        self.answer(Answer::Body(json!({ "keys": keys }).to_string()));
    }

    pub fn answer(&self, answer: Answer) {
        *self.state.answer.lock().unwrap() = answer;
    }

    /// Lets answers wait for permits.
    pub fn hold(&self) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        *self.state.gate.lock().unwrap() = Some(Arc::clone(&gate));
        gate
    }

    /// Until there were so many requests.
    pub async fn asked(&self, times: usize) {
        self.state.requests.subscribe().wait_for(|requests| requests.len() >= times).await.unwrap();
    }

    pub fn requests(&self) -> usize {
        self.state.requests.borrow().len()
    }

    /// In small letters.
    pub fn last_request(&self) -> String {
        self.state.requests.borrow().last().cloned().unwrap_or_default()
    }
}

impl State {
    async fn serve(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => request.push(byte),
                Err(_) => return,
            }
        }
        let request = String::from_utf8_lossy(&request).to_lowercase();
        self.requests.send_modify(|requests| requests.push(request));
        let gate = self.gate.lock().unwrap().clone();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        let answer = self.answer.lock().unwrap().clone();
        let head =
            |status: u16, rest: &str| format!("HTTP/1.1 {status} x\r\nconnection: close\r\n{rest}\r\n");
        let text = match answer {
            Answer::Body(body) => head(200, &format!("content-length: {}\r\n", body.len())) + &body,
            Answer::Status(status) => head(status, "content-length: 0\r\n"),
            Answer::Redirect(to) => head(307, &format!("location: {to}\r\ncontent-length: 0\r\n")),
            Answer::Nothing => return,
        };
        // The client may have gone, e.g. because the body is too large.
        let _sent = stream.write_all(text.as_bytes()).await;
    }
}
