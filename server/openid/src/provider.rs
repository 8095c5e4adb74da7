//! The provider: its addresses, its keys, the exchange of a code.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use reqwest::{Client, RequestBuilder, Url, redirect::Policy};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, Semaphore};

use crate::token::{Claims, Expected, Keys, Refused, check};

/// Longest wait for one answer of the provider,
const PATIENCE: Duration = Duration::from_secs(5);
/// and longest answer.
const LARGEST: usize = 256 * 1024;
/// Seconds for which discovery and keys are kept, and before an unknown key has them asked for again.
const KEPT: i64 = 3600;
const AGAIN: i64 = 60;
/// Seconds for which a provider that did not answer is not asked again.
const REST: i64 = 5;
/// Calls to the provider at once: who finds none free is told that it doesn't answer.
const CALLS: usize = 8;

/// What identifies us to the provider.
#[derive(Clone)]
pub struct Config {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    /// Where a person comes back to; registered with the provider, letter by letter.
    pub redirect_uri: String,
    pub post_logout_redirect_uri: String,
    /// Levels of authentication that are enough.
    pub acr_values: Vec<String>,
    pub scopes: String,
}

/// Without the secret: configurations end up in logs.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// An identity that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub name: String,
    pub email: String,
    /// The provider behind this one (`idp_id`), where it says so.
    pub idp: String,
    pub acr: String,
    /// For the logout.
    pub id_token: String,
}

/// Addresses of the provider (OpenID Connect Discovery 1.0).
#[derive(Debug, Clone, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
}

#[derive(Debug, Clone)]
struct Known {
    discovery: Discovery,
    keys: Keys,
    at: i64,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    token_type: String,
    id_token: String,
}

/// A relying party of one provider. Cheap to clone.
#[derive(Clone)]
pub struct Provider {
    config: Arc<Config>,
    http: Client,
    known: Arc<RwLock<Option<Known>>>,
    calls: Arc<Semaphore>,
    /// Who asks for discovery and keys; and when they last could not be had.
    asking: Arc<Mutex<i64>>,
}

impl Provider {
    /// # Errors
    /// The system has no usable root certificates.
    pub fn new(config: Config) -> Result<Self, Refused> {
        // A process has one provider of cryptography; a second call finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .build()
            .map_err(|_| Refused::Unreachable)?;
        Ok(Self {
            config: Arc::new(config),
            http,
            known: Arc::default(),
            calls: Arc::new(Semaphore::new(CALLS)),
            asking: Arc::new(Mutex::new(i64::MIN)),
        })
    }

    /// Where to send a person. `challenge` is that of RFC 7636, by SHA-256.
    ///
    /// # Errors
    /// The provider can't be reached, or tells of itself what can't be.
    pub async fn departure(
        &self,
        state: &str,
        nonce: &str,
        challenge: &str,
        now: i64,
    ) -> Result<String, Refused> {
        let discovery = self.known(now).await?.discovery;
        let mut url = Url::parse(&discovery.authorization_endpoint).map_err(|_| Refused::Discovery)?;
        // ProConnect refuses a login with any parameter that it doesn't know (Y000400).
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", &self.config.redirect_uri)
            .append_pair("scope", &self.config.scopes)
            .append_pair("state", state)
            .append_pair("nonce", nonce)
            .append_pair("claims", &self.claims())
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    fn claims(&self) -> String {
        let acr = serde_json::json!({ "essential": true, "values": self.config.acr_values });
        serde_json::json!({ "id_token": { "acr": acr, "amr": { "essential": true } } }).to_string()
    }

    /// Exchanges a code and believes the answer, or not.
    ///
    /// # Errors
    /// The first thing that was not as it must be.
    pub async fn exchange(
        &self,
        code: &str,
        verifier: &str,
        nonce: &str,
        now: i64,
    ) -> Result<Identity, Refused> {
        let _call = self.calls.try_acquire().map_err(|_| Refused::Unreachable)?;
        let known = self.known(now).await?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.config.redirect_uri),
            ("client_id", &self.config.client_id),
            ("client_secret", &self.config.client_secret),
            ("code_verifier", verifier),
        ];
        let (status, kind, body) = read(self.http.post(&known.discovery.token_endpoint).form(&form)).await?;
        if !(200..300).contains(&status) {
            return Err(Refused::Code);
        }
        if !kind.starts_with("application/json") {
            return Err(Refused::Unreadable);
        }
        let tokens: Tokens = serde_json::from_str(&body).map_err(|_| Refused::Unreadable)?;
        if !tokens.token_type.eq_ignore_ascii_case("bearer") {
            return Err(Refused::Unreadable);
        }
        let claims = self.believe(&tokens.id_token, known, now).await?;
        claims.is_fresh(now)?;
        if claims.nonce != nonce {
            return Err(Refused::Nonce);
        }
        // What was asked for is no promise: the answer is looked at.
        if !self.config.acr_values.contains(&claims.acr) {
            return Err(Refused::Level);
        }
        if claims.at_hash.as_deref().is_some_and(|hash| hash != half_hash(&tokens.access_token)) {
            return Err(Refused::AccessToken);
        }
        let person = self.person(&tokens.access_token, &claims, now).await?;
        let name = format!("{} {}", person.given_name.trim(), person.usual_name.trim());
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(80).collect();
        Ok(Identity {
            issuer: claims.iss,
            subject: claims.sub,
            name: if name.is_empty() { "Agent".to_owned() } else { name },
            email: person.email,
            idp: person.idp_id,
            acr: claims.acr,
            id_token: tokens.id_token,
        })
    }

    /// Asks who the person is. The answer is signed, and about the same person.
    async fn person(&self, access_token: &str, claims: &Claims, now: i64) -> Result<Claims, Refused> {
        let known = self.known(now).await?;
        let request = self.http.get(&known.discovery.userinfo_endpoint).bearer_auth(access_token);
        let (status, kind, body) = read(request).await?;
        if status != 200 {
            return Err(Refused::Unreadable);
        }
        if !kind.starts_with("application/jwt") {
            return Err(Refused::Algorithm);
        }
        let person = self.believe(body.trim(), known, now).await?;
        person.is_not_stale(now)?;
        if person.sub == claims.sub { Ok(person) } else { Err(Refused::Subject) }
    }

    /// Where to send a person who leaves, so that the provider's session ends too; `None` where it offers no logout.
    pub async fn farewell(&self, id_token: &str, state: &str, now: i64) -> Option<String> {
        let mut url =
            Url::parse(self.known(now).await.ok()?.discovery.end_session_endpoint.as_deref()?).ok()?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("state", state)
            .append_pair("post_logout_redirect_uri", &self.config.post_logout_redirect_uri);
        Some(url.into())
    }

    /// Checks a token; a key that we don't know may be a new one.
    async fn believe(&self, token: &str, known: Known, now: i64) -> Result<Claims, Refused> {
        let expected = Expected { issuer: &self.config.issuer, client: &self.config.client_id, now };
        match check(token, &known.keys, &expected) {
            Err(Refused::Key) if now - known.at >= AGAIN => {
                check(token, &self.ask(now, now - AGAIN).await?.keys, &expected)
            }
            checked => checked,
        }
    }

    async fn known(&self, now: i64) -> Result<Known, Refused> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known.filter(|known| (0..KEPT).contains(&(now - known.at))) {
            Some(known) => Ok(known),
            None => self.ask(now, now - KEPT).await,
        }
    }

    /// Asks for discovery and keys, unless somebody else did meanwhile, after `since`. One at a time; while the provider does not
    /// answer, once in a while.
    async fn ask(&self, now: i64, since: i64) -> Result<Known, Refused> {
        let mut failed = self.asking.lock().await;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.at > since && known.at <= now) {
            return Ok(known);
        }
        if (0..REST).contains(&now.saturating_sub(*failed)) {
            return Err(Refused::Unreachable);
        }
        let asked = self.fetch(now).await;
        *failed = if asked.is_err() { now } else { i64::MIN };
        asked
    }

    async fn fetch(&self, now: i64) -> Result<Known, Refused> {
        let address =
            format!("{}/.well-known/openid-configuration", self.config.issuer.trim_end_matches('/'));
        let (status, _, body) = read(self.http.get(address)).await?;
        if status != 200 {
            return Err(Refused::Unreachable);
        }
        let discovery: Discovery = serde_json::from_str(&body).map_err(|_| Refused::Discovery)?;
        let addresses = [
            Some(&discovery.authorization_endpoint),
            Some(&discovery.token_endpoint),
            Some(&discovery.userinfo_endpoint),
            Some(&discovery.jwks_uri),
            discovery.end_session_endpoint.as_ref(),
        ];
        let safe = addresses.into_iter().flatten().all(|address| self.is_safe(address));
        if discovery.issuer != self.config.issuer || !safe {
            return Err(Refused::Discovery);
        }
        let (status, _, body) = read(self.http.get(&discovery.jwks_uri)).await?;
        if status != 200 {
            return Err(Refused::Unreachable);
        }
        let known = Known { discovery, keys: Keys::parse(&body)?, at: now };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    /// Encrypted, unless the provider itself is one on this machine, for tests.
    fn is_safe(&self, address: &str) -> bool {
        let Ok(url) = Url::parse(address) else { return false };
        let loopback = |url: &Url| {
            url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
        };
        let issuer = Url::parse(&self.config.issuer);
        url.scheme() == "https" || (loopback(&url) && issuer.is_ok_and(|issuer| loopback(&issuer)))
    }
}

/// Status, type and text of an answer, no larger than allowed.
async fn read(request: RequestBuilder) -> Result<(u16, String, String), Refused> {
    let mut response = request.send().await.map_err(|_| Refused::Unreachable)?;
    let status = response.status().as_u16();
    let kind =
        response.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Refused::Unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(Refused::Unreadable);
        }
    }
    Ok((status, kind, String::from_utf8(body).map_err(|_| Refused::Unreadable)?))
}

/// The challenge of a proof key: SHA-256 in base 64 (RFC 7636 §4.2).
pub fn challenge(verifier: &str) -> String {
    base64(&Sha256::digest(verifier.as_bytes()))
}

/// Left half of the hash of an access token (OpenID Connect Core §3.1.3.6).
fn half_hash(access_token: &str) -> String {
    base64(&Sha256::digest(access_token.as_bytes())[..16])
}

/// Base 64 for addresses, without padding (RFC 4648 §5).
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

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B; and OpenID Connect Core, appendix A.3.
    #[test]
    fn hashes_are_those_of_the_standards() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        assert_eq!(half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(base64(b"f"), "Zg");
    }
}
