//! What an administrator changes: forms of `/cyberimpact/administration`.

use app::address;
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use domain::{
    identity::{Operation, Role},
    ids::AccountId,
    territory::Territory,
};
use serde::Deserialize;
use services::identity::{Denied, Enrolment, Session};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::forms::{Typed, answer_identity, typed},
    page,
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::post(address::ACCOUNTS.path(), Who::May(Operation::ManageAccounts), enrol),
        Rule::get(address::ACCOUNT.pattern(), Who::May(Operation::ManageAccounts), page),
        Rule::post(address::ACCOUNT_MANDATE.pattern(), Who::May(Operation::ManageAccounts), change_mandate),
        Rule::post(address::ACCOUNT_REOPENING.pattern(), Who::May(Operation::ManageAccounts), reopen),
        Rule::post(address::ACCOUNT_CLOSURE.pattern(), Who::May(Operation::ManageAccounts), close),
        Rule::post(address::ACCOUNT_SESSIONS_END.pattern(), Who::May(Operation::ManageAccounts), put_out),
    ]
}

#[derive(Deserialize)]
struct EnrolForm {
    #[serde(default)]
    nom: String,
    #[serde(default)]
    adresse: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    territoire: String,
}

async fn enrol(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<EnrolForm>,
) -> Response {
    let new = Role::parse(&form.role).zip(Territory::parse(&form.territoire));
    let done = match new {
        Some((role, scope)) => {
            let new = Enrolment { name: form.nom.clone(), email: form.adresse.clone(), role, scope };
            state.identity.enrol(&session.actor, &new).await.map(|_| ())
        }
        None => Err(Denied::Malformed("Choisissez un rôle et un territoire.")),
    };
    let typed = typed([
        ("nom", form.nom),
        ("adresse", form.adresse),
        ("role", form.role),
        ("territoire", form.territoire),
    ]);
    answer(state, session, done, typed).await
}

#[derive(Deserialize)]
struct MandateForm {
    #[serde(default)]
    role: String,
    #[serde(default)]
    territoire: String,
}

async fn change_mandate(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<AccountId>,
    Form(form): Form<MandateForm>,
) -> Response {
    let done = match Role::parse(&form.role).zip(Territory::parse(&form.territoire)) {
        Some(granted) => state.identity.change_mandate(&session.actor, id, granted).await,
        None => Err(Denied::Malformed("Choisissez un rôle et un territoire.")),
    };
    answer(state, session, done, Vec::new()).await
}

async fn reopen(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<AccountId>,
) -> Response {
    let done = state.identity.reopen(&session.actor, id).await;
    answer(state, session, done, Vec::new()).await
}

async fn close(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<AccountId>,
) -> Response {
    let done = state.identity.close(&session.actor, id).await;
    answer(state, session, done, Vec::new()).await
}

async fn put_out(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<AccountId>,
) -> Response {
    let done = state.identity.put_out(&session.actor, id).await;
    answer(state, session, done, Vec::new()).await
}

async fn answer(state: AppState, session: Session, done: Result<(), Denied>, typed: Typed) -> Response {
    let page = address::ADMINISTRATION;
    answer_identity(state, session, done, page.path(), page, typed).await
}
