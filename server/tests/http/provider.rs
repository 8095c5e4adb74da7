//! The way in through a provider that lies in one way at a time: each lie is refused, for its own reason.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};

use axum::{Router, response::Response};
use domain::{
    identity::{Actor, Mandate, Role},
    territory::Territory,
};
use serde_json::{Value, json};
use server::web;
use services::{
    Identity,
    identity::{Doors, Enrolment},
};

use crate::{
    fake_provider::{ADDRESS, Behaviour, CLIENT, Fake, SECRET, Signer, start},
    support::{Moving, config, doors, folder, fresh, get_with, header as header_of, keys, today},
};

/// The application before this provider, with one account that waits.
struct Site {
    fake: Arc<Fake>,
    app: Router,
    identity: Identity,
    clock: Arc<Moving>,
}

fn administrator() -> Actor {
    Actor {
        account: domain::ids::AccountId(0),
        name: "Test".to_owned(),
        mandate: Mandate::new(Role::Administrator, Territory::France).unwrap(),
    }
}

/// No door but the provider's.
fn shut() -> Doors {
    Doors { local: false, demonstration: false, ..doors() }
}

impl Site {
    async fn before(behaviour: Behaviour) -> Self {
        let fake = start(behaviour).await;
        let store = fresh(&folder(), "t").await;
        let clock = Moving::at(today());
        let identity = Identity::new(store.clone(), clock.clone(), shut(), keys());
        let new = Enrolment {
            name: "À remplacer".to_owned(),
            email: ADDRESS.to_owned(),
            role: Role::Analyst,
            scope: Territory::France,
        };
        identity.enrol(&administrator(), &new).await.unwrap();
        let mut config = config();
        config.doors = shut();
        config.provider = Some(openid::Config {
            issuer: fake.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            redirect_uri: "https://barometre.example/connexion/retour".to_owned(),
            post_logout_redirect_uri: "https://barometre.example/connexion".to_owned(),
            acr_values: ["eidas1-mfa", "eidas2", "eidas3"].map(str::to_owned).to_vec(),
            scopes: "openid given_name usual_name email".to_owned(),
        });
        let app = web::router(config, store, clock.clone()).unwrap();
        Self { fake, app, identity, clock }
    }

    /// Goes to the provider; answers where one is sent and the cookie that one leaves with.
    async fn depart(&self, to: &str) -> (String, String) {
        let response = get_with(&self.app, &format!("/connexion/proconnect?retour={to}"), &[]).await;
        let location = header_of(&response, "location").to_owned();
        let cookie = header_of(&response, "set-cookie").split(';').next().unwrap().to_owned();
        let asked = parameters(&location);
        *self.fake.nonce.lock().unwrap() = asked.get("nonce").cloned().unwrap_or_default();
        *self.fake.challenge.lock().unwrap() = asked.get("code_challenge").cloned().unwrap_or_default();
        (location, cookie)
    }

    async fn come_back(&self, query: &str, cookie: &str) -> Response {
        get_with(&self.app, &format!("/connexion/retour?{query}"), &[("cookie", cookie)]).await
    }

    /// The whole way, with an honest browser.
    async fn enter(&self, to: &str) -> Response {
        let (location, cookie) = self.depart(to).await;
        let state = parameters(&location).get("state").cloned().unwrap_or_default();
        self.come_back(&format!("code=le-code&state={state}"), &cookie).await
    }

    async fn last_line(&self) -> (String, String) {
        let lines = self.identity.journal().latest(1).await.unwrap();
        (lines[0].entry.object.clone(), lines[0].entry.outcome.clone())
    }
}

fn parameters(address: &str) -> BTreeMap<String, String> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect()
}

fn session_of(response: &Response) -> Option<String> {
    response
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find(|v| v.starts_with("__Host-session=") && !v.starts_with("__Host-session=;"))
        .map(|v| v.split(';').next().unwrap().to_owned())
}

#[tokio::test]
async fn nobody_enters_because_another_site_sent_them() {
    let site = Site::before(Behaviour::honest()).await;
    for (from, away) in [("cross-site", "/connexion"), ("same-site", "/connexion")] {
        let response = get_with(&site.app, "/connexion/proconnect", &[("sec-fetch-site", from)]).await;
        assert_eq!(header_of(&response, "location"), away, "{from}");
        assert_eq!(header_of(&response, "set-cookie"), "", "{from}");
    }
    for own in ["same-origin", "none"] {
        let response = get_with(&site.app, "/connexion/proconnect", &[("sec-fetch-site", own)]).await;
        assert!(header_of(&response, "location").starts_with(&site.fake.issuer), "{own}");
    }
}

#[tokio::test]
async fn an_account_is_for_an_address_of_an_admitted_domain() {
    let mut behaviour = Behaviour::honest();
    behaviour.person = |p| p["email"] = json!("camille.martin@mal.example");
    let site = Site::before(behaviour).await;
    let response = site.enter("/cyberimpact").await;
    assert_eq!(response.status(), 403, "another domain");
    let foreign = Enrolment {
        name: "Ailleurs".to_owned(),
        email: "a@mal.example".to_owned(),
        role: Role::Analyst,
        scope: Territory::France,
    };
    assert!(site.identity.enrol(&administrator(), &foreign).await.is_err());
}

#[tokio::test]
async fn an_honest_provider_lets_its_agent_in_and_out() {
    let site = Site::before(Behaviour::honest()).await;
    let (location, _) = site.depart("/cyberimpact/perception").await;
    let asked = parameters(&location);
    let names: Vec<&str> = asked.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "claims",
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "redirect_uri",
            "response_type",
            "scope",
            "state"
        ],
        "ProConnect refuses any other parameter"
    );
    assert!(
        asked["state"].len() >= 32 && asked["nonce"].len() >= 32 && asked["code_challenge_method"] == "S256"
    );
    assert!(
        asked["claims"].contains("eidas2")
            && asked["claims"].contains("amr")
            && !asked["claims"].contains("eidas1%22")
    );

    let response = site.enter("/cyberimpact/perception").await;
    assert_eq!(response.status(), 303);
    assert_eq!(header_of(&response, "location"), "/cyberimpact/perception");
    let session = session_of(&response).unwrap();
    let cookies: Vec<_> =
        response.headers().get_all("set-cookie").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(cookies[0].ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{cookies:?}");
    assert!(cookies[1].starts_with("__Host-connexion=;"), "the state is forgotten");
    assert_eq!(get_with(&site.app, "/cyberimpact", &[("cookie", &session)]).await.status(), 200);
    let accounts = site.identity.accounts(&administrator()).await.unwrap();
    assert_eq!((accounts[0].name.as_str(), accounts[0].door.as_str()), ("Camille Martin", "ProConnect"));

    // Out: here, then at the provider.
    let request = axum::http::Request::post("/deconnexion")
        .header("cookie", &session)
        .header("sec-fetch-site", "same-origin")
        .body(axum::body::Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(site.app.clone(), request).await.unwrap();
    let location = header_of(&response, "location").to_owned();
    assert!(location.starts_with(&format!("{}/session/end?id_token_hint=", site.fake.issuer)), "{location}");
    assert!(location.contains("post_logout_redirect_uri=https%3A%2F%2Fbarometre.example%2Fconnexion"));
    assert_eq!(get_with(&site.app, "/cyberimpact", &[("cookie", &session)]).await.status(), 303);
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    for off in [-55, 55] {
        let site = Site::before(Behaviour::honest()).await;
        site.clock.0.fetch_add(off, Ordering::Relaxed);
        assert_eq!(site.enter("/cyberimpact").await.status(), 303, "{off} s");
    }
    for off in [-600, 660] {
        let site = Site::before(Behaviour::honest()).await;
        site.clock.0.fetch_add(off, Ordering::Relaxed);
        assert!(session_of(&site.enter("/cyberimpact").await).is_none(), "{off} s");
        assert_eq!(site.last_line().await.0, "jeton expiré ou pas encore valable", "{off} s");
    }
}

/// A change to the honest provider, and the reason that must be found in the journal.
type Lie = (&'static str, &'static str, fn(&mut Behaviour));

const ALGORITHM: &str = "jeton sans signature admise";
const KEY: &str = "clé de signature inconnue";
const SIGNATURE: &str = "signature fausse";
const ISSUER: &str = "émetteur inattendu";
const AUDIENCE: &str = "destinataire inattendu";
const NONCE: &str = "nonce inattendu";
const EXPIRED: &str = "jeton expiré ou pas encore valable";
const LEVEL: &str = "niveau d’authentification insuffisant";
const SUBJECT_WRONG: &str = "sujet absent ou différent";
const UNREADABLE: &str = "réponse du fournisseur illisible";
const CODE: &str = "code refusé par le fournisseur";
const ACCESS: &str = "empreinte du jeton d’accès fausse";

const NOW: i64 = 1_719_835_200;

const LIES: &[Lie] = &[
    ("algorithm none", ALGORITHM, |b| {
        b.signer = Signer::Absent;
        b.header = |h| h["alg"] = json!("none")
    }),
    ("algorithm None", ALGORITHM, |b| {
        b.signer = Signer::Absent;
        b.header = |h| h["alg"] = json!("None")
    }),
    ("no algorithm", ALGORITHM, |b| {
        b.header = |h| {
            h.as_object_mut().unwrap().remove("alg");
        }
    }),
    ("public key as a shared secret", ALGORITHM, |b| {
        b.signer = Signer::PublicKeyAsSecret;
        b.header = |h| h["alg"] = json!("HS256")
    }),
    ("an algorithm that was not agreed", ALGORITHM, |b| b.header = |h| h["alg"] = json!("ES384")),
    ("RSA told, elliptic key", KEY, |b| b.header = |h| h["alg"] = json!("RS256")),
    ("unknown key", KEY, |b| b.header = |h| h["kid"] = json!("k2")),
    ("no key number", KEY, |b| {
        b.header = |h| {
            h.as_object_mut().unwrap().remove("kid");
        }
    }),
    ("key meant for encryption", KEY, |b| b.header = |h| h["kid"] = json!("for-secrets")),
    ("key carried in the token", SIGNATURE, |b| {
        b.signer = Signer::Stranger;
        b.header = |h| h["jwk"] = json!({ "kty": "EC", "crv": "P-256", "x": "q0On1lIbaMY8Xabqin-XjmOaY8rgJyiIreBQP1Oe8Hg", "y": "vBy6oRMYM7YKGoiiDBx-U2QoSpBKxeEx8oBZl-iA6I4" })
    }),
    ("keys elsewhere", SIGNATURE, |b| {
        b.signer = Signer::Stranger;
        b.header = |h| h["jku"] = json!("https://mal.example/jwks")
    }),
    ("signed by a stranger", SIGNATURE, |b| b.signer = Signer::Stranger),
    ("signature of something else", SIGNATURE, |b| b.signer = Signer::Moved),
    ("signature left out", SIGNATURE, |b| b.signer = Signer::Absent),
    ("another issuer", ISSUER, |b| b.claims = |c| c["iss"] = json!("https://mal.example")),
    ("issuer with a slash more", ISSUER, |b| {
        b.claims = |c| c["iss"] = json!(format!("{}/", c["iss"].as_str().unwrap()))
    }),
    ("no issuer", ISSUER, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("iss");
        }
    }),
    ("for another client", AUDIENCE, |b| b.claims = |c| c["aud"] = json!("un-autre")),
    ("for us and another", AUDIENCE, |b| b.claims = |c| c["aud"] = json!([CLIENT, "un-autre"])),
    ("for nobody", AUDIENCE, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("aud");
        }
    }),
    ("for our name in capitals", AUDIENCE, |b| b.claims = |c| c["aud"] = json!("CYBERIMPACT")),
    ("authorised for another", AUDIENCE, |b| b.claims = |c| c["azp"] = json!("un-autre")),
    ("another nonce", NONCE, |b| b.claims = |c| c["nonce"] = json!("0")),
    ("no nonce", NONCE, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("nonce");
        }
    }),
    ("expired", EXPIRED, |b| {
        b.claims = |c| {
            c["iat"] = json!(NOW - 300);
            c["exp"] = json!(NOW - 120)
        }
    }),
    ("issued long ago", EXPIRED, |b| {
        b.claims = |c| {
            c["iat"] = json!(NOW - 86_400);
            c["exp"] = json!(NOW + 86_400)
        }
    }),
    ("issued in the future", EXPIRED, |b| {
        b.claims = |c| {
            c["iat"] = json!(NOW + 900);
            c["exp"] = json!(NOW + 960)
        }
    }),
    ("not yet valid", EXPIRED, |b| b.claims = |c| c["nbf"] = json!(NOW + 900)),
    ("without an end", EXPIRED, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("exp");
        }
    }),
    ("without a beginning", EXPIRED, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("iat");
        }
    }),
    ("an end that is text", UNREADABLE, |b| b.claims = |c| c["exp"] = json!("demain")),
    ("one factor only", LEVEL, |b| b.claims = |c| c["acr"] = json!("eidas1")),
    ("no level", LEVEL, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("acr");
        }
    }),
    ("a level of its own", LEVEL, |b| b.claims = |c| c["acr"] = json!("eidas2 ")),
    ("no subject", SUBJECT_WRONG, |b| {
        b.claims = |c| {
            c.as_object_mut().unwrap().remove("sub");
        }
    }),
    ("an endless subject", SUBJECT_WRONG, |b| b.claims = |c| c["sub"] = json!("x".repeat(300))),
    ("another access token", ACCESS, |b| b.claims = |c| c["at_hash"] = json!("77QmUPtjPfzWtF2AnpK9RQ")),
    ("no identity token", UNREADABLE, |b| {
        b.tokens = |t| {
            t.as_object_mut().unwrap().remove("id_token");
        }
    }),
    ("a token of another kind", UNREADABLE, |b| b.tokens = |t| t["token_type"] = json!("MAC")),
    ("an identity token of two parts", ALGORITHM, |b| b.tokens = |t| t["id_token"] = json!("e30.e30")),
    ("an error with tokens", CODE, |b| b.tokens_status = 400),
    ("a redirection with tokens", CODE, |b| b.tokens_status = 302),
    ("unsigned userinfo", ALGORITHM, |b| b.person_kind = "application/json"),
    ("userinfo signed by a stranger", SIGNATURE, |b| b.person_signer = Signer::Stranger),
    ("userinfo without signature", SIGNATURE, |b| b.person_signer = Signer::Absent),
    ("userinfo of somebody else", SUBJECT_WRONG, |b| b.person = |p| p["sub"] = json!("un-autre")),
    ("userinfo of another issuer", ISSUER, |b| b.person = |p| p["iss"] = json!("https://mal.example")),
    ("userinfo for another client", AUDIENCE, |b| b.person = |p| p["aud"] = json!("un-autre")),
    ("userinfo that is over", EXPIRED, |b| b.person = |p| p["exp"] = json!(NOW - 3600)),
    ("no keys", UNREADABLE, |b| b.keys = |k| *k = json!({})),
];

#[tokio::test]
async fn each_lie_of_a_provider_is_refused_for_its_own_reason() {
    assert!(LIES.len() >= 40, "{}", LIES.len());
    assert_eq!(NOW, today().timestamp());
    for (name, reason, lie) in LIES {
        let mut behaviour = Behaviour::honest();
        lie(&mut behaviour);
        let site = Site::before(behaviour).await;
        // With bad keys one does not even leave.
        if *name == "no keys" {
            let (location, _) = site.depart("/cyberimpact").await;
            assert_eq!(location, "", "{name}");
            continue;
        }
        let response = site.enter("/cyberimpact").await;
        assert_eq!(response.status(), 400, "{name}");
        assert!(session_of(&response).is_none(), "{name}");
        assert_eq!(site.last_line().await, ((*reason).to_owned(), "refusé".to_owned()), "{name}");
        // The person learns nothing of why.
        let page = crate::support::text(response).await;
        assert!(page.contains("n’a pas confirmé votre connexion") && !page.contains(reason), "{name}");
    }
}

#[tokio::test]
async fn a_provider_that_tells_wrong_of_itself_is_not_used() {
    let lies: [fn(&mut Value); 4] = [
        |d| d["issuer"] = json!("https://mal.example"),
        |d| d["token_endpoint"] = json!("http://mal.example/token"),
        |d| d["userinfo_endpoint"] = json!("file:///etc/passwd"),
        |d| {
            d.as_object_mut().unwrap().remove("jwks_uri");
        },
    ];
    for lie in lies {
        let site = Site::before(Behaviour { discovery: lie, ..Behaviour::honest() }).await;
        let response = get_with(&site.app, "/connexion/proconnect", &[]).await;
        assert_eq!(response.status(), 400);
        assert!(crate::support::text(response).await.contains("ne répond pas"));
    }
}

#[tokio::test]
async fn what_comes_back_must_be_what_left() {
    let site = Site::before(Behaviour::honest()).await;
    let (location, cookie) = site.depart("/cyberimpact").await;
    let state = parameters(&location)["state"].clone();
    let good = format!("code=le-code&state={state}");
    // Another browser's answer: its state is right, its cookie is not there (login CSRF).
    for foreign in ["", "__Host-connexion=autre", "autre=1"] {
        let response = site.come_back(&good, foreign).await;
        assert_eq!((response.status().as_u16(), session_of(&response)), (400, None), "{foreign}");
    }
    for (name, query) in [
        ("no state", "code=le-code".to_owned()),
        ("state cut", format!("code=le-code&state={}", &state[1..])),
        ("empty state", "code=le-code&state=".to_owned()),
    ] {
        assert!(session_of(&site.come_back(&query, &cookie).await).is_none(), "{name}");
    }
    // The same state serves once, also with a code that would do.
    assert!(session_of(&site.come_back(&good, &cookie).await).is_some());
    assert!(session_of(&site.come_back(&good, &cookie).await).is_none(), "state replayed");
    // A code that served is refused by the provider, in a new login too.
    let response = site.enter("/cyberimpact").await;
    assert!(session_of(&response).is_none(), "code replayed");
    assert_eq!(site.last_line().await.0, CODE);

    let late = Site::before(Behaviour::honest()).await;
    for (name, more) in [
        ("refused by the person", "error=access_denied"),
        ("no code", "x=1"),
        ("another provider's answer", "code=le-code&iss=https%3A%2F%2Fmal.example"),
    ] {
        let (location, cookie) = late.depart("/cyberimpact").await;
        let response =
            late.come_back(&format!("{more}&state={}", parameters(&location)["state"]), &cookie).await;
        assert!(session_of(&response).is_none(), "{name}");
    }
    let (location, cookie) = late.depart("/cyberimpact").await;
    late.clock.0.fetch_add(660, Ordering::Relaxed);
    let query = format!("code=le-code&state={}", parameters(&location)["state"]);
    assert_eq!(late.come_back(&query, &cookie).await.status(), 400, "eleven minutes later");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_the_login() {
    for to in [
        "https%3A%2F%2Fmal.example",
        "%2F%2Fmal.example",
        "%2F%5Cmal.example",
        "javascript%3Aalert(1)",
        "%2Fcyberimpact.mal",
    ] {
        let site = Site::before(Behaviour::honest()).await;
        assert_eq!(header_of(&site.enter(to).await, "location"), "/cyberimpact", "{to}");
    }
}

#[tokio::test]
async fn an_identity_without_an_open_account_stays_outside() {
    let site = Site::before(Behaviour {
        person: |p| p["email"] = json!("autre@gendarmerie.example"),
        ..Behaviour::honest()
    })
    .await;
    let response = site.enter("/cyberimpact").await;
    assert_eq!(response.status(), 403);
    assert!(session_of(&response).is_none());

    let site = Site::before(Behaviour::honest()).await;
    assert!(session_of(&site.enter("/cyberimpact").await).is_some());
    let id = site.identity.accounts(&administrator()).await.unwrap()[0].id;
    site.identity.close(&administrator(), id).await.unwrap();
    *site.fake.used.lock().unwrap() = false;
    assert_eq!(site.enter("/cyberimpact").await.status(), 403, "closed");
}
