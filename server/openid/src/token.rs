//! What makes a signed token believable. Pure: keys, expectations and the hour come from the caller.

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{AlgorithmParameters, JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

/// Seconds by which two clocks may differ.
const LEEWAY: i64 = 60;
/// Oldest token that is taken, in seconds since it was issued: an answer is read at once.
const OLDEST: i64 = 600;
/// Longest token that is looked at.
const LONGEST: usize = 64 * 1024;

/// Why an answer is not believed. The words go to the journal, never to the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("fournisseur injoignable")]
    Unreachable,
    #[error("réponse du fournisseur illisible")]
    Unreadable,
    #[error("document de découverte incohérent")]
    Discovery,
    #[error("code refusé par le fournisseur")]
    Code,
    #[error("jeton sans signature admise")]
    Algorithm,
    #[error("clé de signature inconnue")]
    Key,
    #[error("signature fausse")]
    Signature,
    #[error("émetteur inattendu")]
    Issuer,
    #[error("destinataire inattendu")]
    Audience,
    #[error("nonce inattendu")]
    Nonce,
    #[error("jeton expiré ou pas encore valable")]
    Expired,
    #[error("niveau d’authentification insuffisant")]
    Level,
    #[error("sujet absent ou différent")]
    Subject,
    #[error("empreinte du jeton d’accès fausse")]
    AccessToken,
}

/// What we know before reading.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

/// The claims that are read; all others are left.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Claims {
    #[serde(default)]
    pub iss: String,
    #[serde(default)]
    pub sub: String,
    #[serde(default)]
    aud: Value,
    #[serde(default)]
    azp: Option<String>,
    exp: Option<i64>,
    iat: Option<i64>,
    nbf: Option<i64>,
    #[serde(default)]
    pub nonce: String,
    #[serde(default)]
    pub acr: String,
    #[serde(default)]
    pub at_hash: Option<String>,
    #[serde(default)]
    pub given_name: String,
    #[serde(default)]
    pub usual_name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub idp_id: String,
}

/// The provider's public keys.
#[derive(Debug, Clone)]
pub struct Keys(JwkSet);

impl Keys {
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn parse(text: &str) -> Result<Self, Refused> {
        // A key of a kind that we don't know must not hide the others.
        let set: Value = serde_json::from_str(text).map_err(|_| Refused::Unreadable)?;
        let keys = set["keys"].as_array().ok_or(Refused::Unreadable)?;
        let known = keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok()).collect();
        Ok(Self(JwkSet { keys: known }))
    }

    /// The key of a number, if it may sign with an algorithm. A number is asked for: nothing is tried at random.
    fn find(&self, kid: &str, algorithm: Algorithm) -> Result<DecodingKey, Refused> {
        let key =
            self.0.keys.iter().find(|key| key.common.key_id.as_deref() == Some(kid)).ok_or(Refused::Key)?;
        let fits = match algorithm {
            Algorithm::ES256 => matches!(key.algorithm, AlgorithmParameters::EllipticCurve(_)),
            Algorithm::RS256 => matches!(key.algorithm, AlgorithmParameters::RSA(_)),
            _ => false,
        };
        let signs = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
        let told = key.common.key_algorithm.as_ref().map(ToString::to_string);
        let same = told.is_none_or(|told| told == format!("{algorithm:?}"));
        if fits && signs && same {
            DecodingKey::from_jwk(key).map_err(|_| Refused::Key)
        } else {
            Err(Refused::Key)
        }
    }
}

/// Reads a token: algorithm ES256 or RS256, a key of the provider that is meant for it, its signature, then issuer,
/// audience and times.
///
/// # Errors
/// The first check that failed.
pub fn check(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, Refused> {
    if token.len() > LONGEST {
        return Err(Refused::Unreadable);
    }
    let header = decode_header(token).map_err(|_| Refused::Algorithm)?;
    if !matches!(header.alg, Algorithm::ES256 | Algorithm::RS256) {
        return Err(Refused::Algorithm);
    }
    let key = keys.find(header.kid.as_deref().ok_or(Refused::Key)?, header.alg)?;
    let mut rules = Validation::new(header.alg);
    // Checked below, by the caller's clock.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.set_required_spec_claims::<&str>(&[]);
    let claims: Claims = decode(token, &key, &rules)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::Json(_) => Refused::Unreadable,
            _ => Refused::Signature,
        })?
        .claims;
    if claims.iss != expected.issuer {
        return Err(Refused::Issuer);
    }
    if !is_for(&claims, expected.client) {
        return Err(Refused::Audience);
    }
    if claims.sub.is_empty() || claims.sub.len() > 255 || claims.sub.contains(char::is_whitespace) {
        return Err(Refused::Subject);
    }
    Ok(claims)
}

/// A token for us alone: another audience beside ours could use it as we do.
fn is_for(claims: &Claims, client: &str) -> bool {
    let alone = match &claims.aud {
        Value::String(aud) => aud == client,
        Value::Array(list) => matches!(list.as_slice(), [Value::String(aud)] if aud == client),
        _ => false,
    };
    alone && claims.azp.as_deref().is_none_or(|azp| azp == client)
}

impl Claims {
    /// Times of an identity token, which has all of them.
    ///
    /// # Errors
    /// [`Refused::Expired`].
    pub fn is_fresh(&self, now: i64) -> Result<(), Refused> {
        let (Some(exp), Some(iat)) = (self.exp, self.iat) else { return Err(Refused::Expired) };
        let begun = self.nbf.is_none_or(|nbf| nbf <= now + LEEWAY);
        let fresh = exp > now - LEEWAY && iat <= now + LEEWAY && iat >= now - OLDEST && exp > iat;
        if begun && fresh { Ok(()) } else { Err(Refused::Expired) }
    }

    /// Times of another signed answer, which may have none.
    ///
    /// # Errors
    /// [`Refused::Expired`].
    pub fn is_not_stale(&self, now: i64) -> Result<(), Refused> {
        let fresh = self.exp.is_none_or(|exp| exp > now - LEEWAY)
            && self.iat.is_none_or(|iat| iat <= now + LEEWAY && iat >= now - OLDEST)
            && self.nbf.is_none_or(|nbf| nbf <= now + LEEWAY);
        if fresh { Ok(()) } else { Err(Refused::Expired) }
    }
}
