//! Forms of `/cyberimpact/annotations`.

use app::address;
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use domain::{
    identity::Operation,
    ids::{AnnotationId, CommentId},
    territory::Territory,
};
use serde::Deserialize;
use services::{annotations::Draft, identity::Session};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::forms::{answer, answer_on, typed},
    page,
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get(address::ANNOTATIONS.path(), Who::May(Operation::ReadFigures), page),
        Rule::post(address::ANNOTATIONS.path(), Who::May(Operation::Annotate), add),
        Rule::post(address::ANNOTATION_WITHDRAWAL.pattern(), Who::May(Operation::Annotate), withdraw),
        Rule::post(address::ANNOTATION_COMMENTS.pattern(), Who::May(Operation::Annotate), comment),
        Rule::post(address::COMMENT_WITHDRAWAL.pattern(), Who::May(Operation::Annotate), withdraw_comment),
    ]
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct AnnotationForm {
    indicateur: String,
    territoire: String,
    filtres: String,
    jour: String,
    texte: String,
    public: String,
}

async fn add(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<AnnotationForm>,
) -> Response {
    let annotation = Draft {
        indicator: form.indicateur.clone(),
        territory: Territory::parse(&form.territoire),
        filters: form.filtres.clone(),
        day: form.jour.parse().ok(),
        body: form.texte.clone(),
        audience: form.public.clone(),
    };
    let done = state.env.annotations.add(&session.actor, &annotation).await.map(|_| ());
    let typed = typed([
        ("indicateur", form.indicateur),
        ("territoire", form.territoire),
        ("filtres", form.filtres),
        ("jour", form.jour),
        ("texte", form.texte),
        ("public", form.public),
    ]);
    answer(state, session, done, address::ANNOTATIONS.path(), address::ANNOTATIONS, typed).await
}

#[derive(Deserialize)]
struct CommentForm {
    #[serde(default)]
    texte: String,
}

async fn comment(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<AnnotationId>,
    Form(form): Form<CommentForm>,
) -> Response {
    let done = state.env.annotations.comment(&session.actor, id, &form.texte).await;
    answer(
        state,
        session,
        done,
        &address::ANNOTATIONS.at("", &format!("annotation-{id}")),
        address::ANNOTATIONS,
        Vec::new(),
    )
    .await
}

async fn withdraw(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<AnnotationId>,
) -> Response {
    let done = state.env.annotations.withdraw(&session.actor, id).await;
    answer_on(state, session, done, address::ANNOTATIONS).await
}

async fn withdraw_comment(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<CommentId>,
) -> Response {
    let done = state.env.annotations.withdraw_comment(&session.actor, id).await;
    answer_on(state, session, done, address::ANNOTATIONS).await
}
