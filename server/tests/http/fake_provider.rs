//! A provider of identities that can lie.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::sign};
use serde_json::{Value, json};

use crate::support::today;

pub const CLIENT: &str = "cyberimpact";
pub const SECRET: &str = "secret-de-test";
pub const SUBJECT: &str = "4f2a-agent";
pub const ADDRESS: &str = "camille.martin@gendarmerie.example";

#[derive(Clone, Copy)]
pub enum Signer {
    Provider,
    /// A key that the provider does not publish, under the number of one that it does.
    Stranger,
    /// HMAC, with the published key as its secret.
    PublicKeyAsSecret,
    /// The right signature, of something else.
    Moved,
    Absent,
}

/// How the provider behaves; [`Behaviour::honest`] is as it should be.
#[derive(Clone)]
pub struct Behaviour {
    pub signer: Signer,
    pub header: fn(&mut Value),
    pub claims: fn(&mut Value),
    pub person_signer: Signer,
    pub person: fn(&mut Value),
    pub person_kind: &'static str,
    pub tokens: fn(&mut Value),
    pub tokens_status: u16,
    pub discovery: fn(&mut Value),
    pub keys: fn(&mut Value),
}

impl Behaviour {
    pub fn honest() -> Self {
        fn nothing(_: &mut Value) {}
        Self {
            signer: Signer::Provider,
            header: nothing,
            claims: nothing,
            person_signer: Signer::Provider,
            person: nothing,
            person_kind: "application/jwt",
            tokens: nothing,
            tokens_status: 200,
            discovery: nothing,
            keys: nothing,
        }
    }
}

pub struct Fake {
    behaviour: Behaviour,
    pub issuer: String,
    now: i64,
    pub nonce: Mutex<String>,
    pub challenge: Mutex<String>,
    pub used: Mutex<bool>,
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

const PUBLIC: (&str, &str) =
    ("y5yqCRQn2F9Ab-bq8gy1GHrAwWClPxDI1kaW9PyZ_Gw", "3Yvs8NOJSl2OhvWZEWyROCOtW12uzC3xDiTe_EphZu8");

impl Fake {
    fn jwt(&self, signer: Signer, header: &Value, claims: &Value) -> String {
        let message =
            format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
        let key = |der: &[u8]| EncodingKey::from_ec_der(der);
        let honest = key(include_bytes!("keys/provider.der"));
        let es256 =
            |key: &EncodingKey, message: &str| sign(message.as_bytes(), key, Algorithm::ES256).unwrap();
        let signature = match signer {
            Signer::Provider => es256(&honest, &message),
            Signer::Stranger => es256(&key(include_bytes!("keys/stranger.der")), &message),
            Signer::PublicKeyAsSecret => {
                sign(message.as_bytes(), &EncodingKey::from_secret(PUBLIC.0.as_bytes()), Algorithm::HS256)
                    .unwrap()
            }
            Signer::Moved => es256(&honest, "something.else"),
            Signer::Absent => String::new(),
        };
        format!("{message}.{signature}")
    }

    fn keys(&self) -> Value {
        let mut keys = json!({ "keys": [
            { "kty": "OKP", "crv": "X448", "kid": "unknown-kind", "x": "AA" },
            { "kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "alg": "ES256", "x": PUBLIC.0, "y": PUBLIC.1 },
            { "kty": "EC", "crv": "P-256", "kid": "for-secrets", "use": "enc", "alg": "ECDH-ES", "x": PUBLIC.0, "y": PUBLIC.1 },
        ]});
        (self.behaviour.keys)(&mut keys);
        keys
    }
}

pub async fn start(behaviour: Behaviour) -> Arc<Fake> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let fake = Arc::new(Fake {
        behaviour,
        issuer: format!("http://{}", listener.local_addr().unwrap()),
        now: today().timestamp(),
        nonce: Mutex::default(),
        challenge: Mutex::default(),
        used: Mutex::default(),
    });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(async |State(fake): State<Arc<Fake>>| Json(fake.keys())))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .with_state(fake.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    fake
}

async fn discovery(State(fake): State<Arc<Fake>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", fake.issuer);
    let mut document = json!({
        "issuer": fake.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "end_session_endpoint": at("/session/end"),
    });
    (fake.behaviour.discovery)(&mut document);
    Json(document)
}

async fn token(State(fake): State<Arc<Fake>>, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let used = std::mem::replace(&mut *fake.used.lock().unwrap(), true);
    let proven = openid::challenge(&form["code_verifier"]) == *fake.challenge.lock().unwrap();
    let known = form["client_id"] == CLIENT && form["client_secret"] == SECRET && form["code"] == "le-code";
    if used || !proven || !known {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    let mut header = json!({ "alg": "ES256", "typ": "JWT", "kid": "k1" });
    let mut claims = json!({
        "iss": fake.issuer, "sub": SUBJECT, "aud": CLIENT, "exp": fake.now + 60, "iat": fake.now,
        "nonce": *fake.nonce.lock().unwrap(), "acr": "eidas2", "amr": ["pwd", "totp"],
    });
    (fake.behaviour.header)(&mut header);
    (fake.behaviour.claims)(&mut claims);
    let id_token = fake.jwt(fake.behaviour.signer, &header, &claims);
    let mut tokens =
        json!({ "access_token": "acces", "token_type": "Bearer", "expires_in": 60, "id_token": id_token });
    (fake.behaviour.tokens)(&mut tokens);
    (StatusCode::from_u16(fake.behaviour.tokens_status).unwrap(), Json(tokens)).into_response()
}

async fn userinfo(State(fake): State<Arc<Fake>>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|v| v != "Bearer acces") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut claims = json!({
        "iss": fake.issuer, "aud": CLIENT, "sub": SUBJECT, "given_name": "Camille", "usual_name": "Martin",
        "email": ADDRESS, "siret": "11000201100044",
    });
    (fake.behaviour.person)(&mut claims);
    let header = json!({ "alg": "ES256", "kid": "k1" });
    let body = if fake.behaviour.person_kind == "application/json" {
        claims.to_string()
    } else {
        fake.jwt(fake.behaviour.person_signer, &header, &claims)
    };
    ([(header::CONTENT_TYPE, fake.behaviour.person_kind)], body).into_response()
}
