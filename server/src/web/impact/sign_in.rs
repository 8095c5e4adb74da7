//! The way in and the way out.

use app::{
    address::{SYNTHESIS, first_screen, safe_return},
    impact::components::FormProblem,
};
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::identity::{Actor, Role};
use serde::Deserialize;
use services::identity::{Denied, Proven, Ticket, Use};

use crate::web::{
    AppState,
    access::{COOKIE, Rule, Who},
    cookies::cookie,
    page, page_again,
    reader::Reader,
};

/// Ties a login under way to the browser that started it.
const UNDER_WAY: &str = "__Host-connexion";

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get("/connexion", Who::Anybody, page),
        Rule::post("/connexion", Who::Anybody, local),
        Rule::post("/connexion/demonstration", Who::Anybody, demonstration),
        Rule::get("/connexion/proconnect", Who::Anybody, depart),
        Rule::get("/connexion/retour", Who::Anybody, come_back),
        Rule::post("/deconnexion", Who::Anybody, leave),
    ]
}

#[derive(Deserialize)]
struct LocalForm {
    #[serde(default)]
    identifiant: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    retour: String,
}

async fn local(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<LocalForm>) -> Response {
    let entered = state.identity.enter_local(&form.identifiant, &form.secret, &form.code).await;
    enter(state, &headers, entered, &form.retour, &form.identifiant).await
}

#[derive(Deserialize)]
struct DemonstrationForm {
    #[serde(default)]
    role: String,
    #[serde(default)]
    retour: String,
}

async fn demonstration(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<DemonstrationForm>,
) -> Response {
    let entered = match Role::parse(&form.role) {
        Some(role) => state.identity.enter_demonstration(role).await,
        None => Err(Denied::Malformed("Ce rôle n’existe pas.")),
    };
    enter(state, &headers, entered, &form.retour, "").await
}

#[derive(Deserialize)]
struct DepartQuery {
    #[serde(default)]
    retour: String,
}

async fn depart(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<DepartQuery>,
) -> Response {
    let Some(provider) = state.provider.clone() else { return StatusCode::NOT_FOUND.into_response() };
    // With a session at the provider one comes straight back: nobody enters because another site sent them here.
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Redirect::to(&state.href("/connexion")).into_response();
    }
    let departure = state.identity.depart(safe_return(&query.retour));
    let challenge = openid::challenge(&departure.verifier);
    let now = state.clock.now().timestamp();
    match provider.departure(&departure.state, &departure.nonce, &challenge, now).await {
        Ok(target) => {
            let mut response = Redirect::to(&target).into_response();
            set_cookie(&mut response, UNDER_WAY, &departure.kept, "; Max-Age=600");
            response
        }
        Err(refused) => {
            tracing::warn!(%refused, "the identity provider");
            let sentence = "Le service d’identité ne répond pas. Réessayez dans quelques minutes.";
            denied(state, Denied::Malformed(sentence), &query.retour, "").await
        }
    }
}

#[derive(Deserialize)]
struct ReturnQuery {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: Option<String>,
}

/// The person is back. Every doubt ends here, with one sentence for the person and the cause in the journal.
async fn come_back(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<ReturnQuery>,
) -> Response {
    let Some(provider) = state.provider.clone() else { return StatusCode::NOT_FOUND.into_response() };
    let kept = cookie(&headers, UNDER_WAY).unwrap_or_default();
    let remembered = match state.identity.come_back(kept, &query.state) {
        Ok(remembered) => remembered,
        Err(error) => {
            return match state.identity.refuse_proof("retour sans départ").await {
                Ok(()) => denied(state, error, "", "").await,
                Err(error) => denied(state, Denied::Store(error), "", "").await,
            };
        }
    };
    let issuer = state.config.provider.as_ref().map(|p| p.issuer.as_str());
    // Another provider's answer (RFC 9207).
    let mixed = query.iss.as_deref().is_some_and(|iss| Some(iss) != issuer);
    if mixed || !query.error.is_empty() || query.code.is_empty() {
        let reason = if mixed { "émetteur inattendu" } else { "refus du fournisseur" };
        return refuse(state, reason, &remembered.to).await;
    }
    if let Err(error) = state.identity.use_up(&remembered).await {
        return denied(state, error, "", "").await;
    }
    let now = state.clock.now().timestamp();
    match provider.exchange(&query.code, &remembered.verifier, &remembered.nonce, now).await {
        Ok(identity) => {
            let proven = Proven {
                issuer: identity.issuer,
                subject: identity.subject,
                name: identity.name,
                email: identity.email,
                idp: identity.idp,
                acr: identity.acr,
                id_token: identity.id_token,
            };
            let entered = state.identity.enter_proven(&proven).await;
            let mut response = enter(state, &headers, entered, &remembered.to, "").await;
            set_cookie(&mut response, UNDER_WAY, "", "; Max-Age=0");
            response
        }
        Err(refused) => refuse(state, &refused.to_string(), &remembered.to).await,
    }
}

async fn refuse(state: AppState, reason: &str, to: &str) -> Response {
    if let Err(error) = state.identity.refuse_proof(reason).await {
        return denied(state, Denied::Store(error), to, "").await;
    }
    let sentence = "Le service d’identité n’a pas confirmé votre connexion. Recommencez.";
    denied(state, Denied::Malformed(sentence), to, "").await
}

async fn leave(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut target = state.href("/connexion?sortie=1");
    if let Some(ticket) = cookie(&headers, COOKIE).and_then(Ticket::parse) {
        let who = state.identity.session(&ticket, Use::Screen).await.ok().flatten();
        match state.identity.leave(&ticket).await {
            Ok(Some(id_token)) => {
                if let Some(provider) = state.provider.clone() {
                    let now = state.clock.now().timestamp();
                    let farewell = provider.farewell(&id_token, "sortie", now).await;
                    target = farewell.unwrap_or(target);
                }
            }
            Ok(None) => {}
            Err(error) => return denied(state, Denied::Store(error), "", "").await,
        }
        if let Some(session) = who {
            give_back(&state, &session.actor).await;
        }
    }
    let mut response = Redirect::to(&target).into_response();
    set_cookie(&mut response, COOKIE, "", "; Max-Age=0");
    forget_screens(&mut response);
    response
}

/// Citizens who wait for somebody that is nowhere else any more are anybody's.
async fn give_back(state: &AppState, actor: &Actor) {
    let is_gone = state.identity.own_sessions(actor).await.is_ok_and(|sessions| sessions.is_empty());
    if !is_gone {
        return;
    }
    if let Err(error) = state.env.brigade.gone(actor.account).await {
        tracing::warn!(%error, "conversations can't be given back");
    }
}

/// The screens that the tablet keeps for want of network go too.
pub fn forget_screens(response: &mut Response) {
    let value = HeaderValue::from_static("\"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), value);
}

async fn enter(
    state: AppState,
    headers: &HeaderMap,
    entered: Result<Ticket, Denied>,
    to: &str,
    login: &str,
) -> Response {
    match entered {
        Ok(ticket) => {
            // Who logs in again from the same browser has one session, not two.
            if let Some(old) = cookie(headers, COOKIE).and_then(Ticket::parse)
                && let Err(error) = state.identity.leave(&old).await
            {
                return denied(state, Denied::Store(error), to, login).await;
            }
            let target = match safe_return(to) {
                beginning if beginning == SYNTHESIS.path() => beginning_of(&state, &ticket).await,
                target => target,
            };
            let mut response = Redirect::to(&state.href(target)).into_response();
            set_cookie(&mut response, COOKIE, ticket.text(), "");
            // Screens that somebody else left on this tablet are not for who comes now.
            forget_screens(&mut response);
            response
        }
        Err(error) => denied(state, error, to, login).await,
    }
}

/// Where somebody begins who wants to go nowhere in particular.
async fn beginning_of(state: &AppState, ticket: &Ticket) -> &'static str {
    let session = state.identity.session(ticket, Use::Screen).await;
    let mandate = session.ok().flatten().map(|session| session.actor.mandate);
    mandate.map_or(SYNTHESIS, first_screen).path()
}

/// The way in again, with one sentence and what was typed, but for the secrets.
async fn denied(state: AppState, error: Denied, to: &str, login: &str) -> Response {
    let status = match &error {
        Denied::Store(error) => {
            tracing::error!(%error, "a login failed on our side");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Denied::Malformed(_) | Denied::Field { .. } | Denied::Expired => StatusCode::BAD_REQUEST,
        Denied::NoAccount | Denied::Forbidden => StatusCode::FORBIDDEN,
        Denied::Credentials => StatusCode::UNAUTHORIZED,
    };
    let sentence = match error {
        Denied::Store(_) => {
            "La connexion est impossible pour l’instant. Réessayez dans quelques minutes.".to_owned()
        }
        other => other.to_string(),
    };
    let typed = [("retour", safe_return(to)), ("identifiant", login)];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let mut response = page_again(
        state,
        Uri::from_static("/connexion"),
        status,
        FormProblem { sentence, typed, ..FormProblem::default() },
        Reader::default(),
    )
    .await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn set_cookie(response: &mut Response, name: &str, value: &str, more: &str) {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{more}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
