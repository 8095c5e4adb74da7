//! Forms of `/cyberimpact/actions`.

use app::address;
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{identity::Operation, ids::ActionId, territory::Territory};
use serde::Deserialize;
use services::{actions::Described, identity::Session};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::forms::{answer_on, refuse, typed},
    page,
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get(address::ACTIONS.path(), Who::May(Operation::ReadFigures), page),
        Rule::post(address::ACTIONS.path(), Who::May(Operation::DescribeActions), describe),
        Rule::post(address::ACTION_WITHDRAWAL.pattern(), Who::May(Operation::DescribeActions), withdraw),
    ]
}

#[derive(Deserialize)]
struct DescribeForm {
    #[serde(default)]
    titre: String,
    #[serde(default)]
    nature: String,
    #[serde(default)]
    territoire: String,
    #[serde(default)]
    indicateur: String,
    #[serde(default)]
    du: String,
    #[serde(default)]
    au: String,
    #[serde(default)]
    attendu: String,
}

async fn describe(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<DescribeForm>,
) -> Response {
    let described = Described {
        title: form.titre.clone(),
        kind: form.nature.clone(),
        territory: Territory::parse(&form.territoire),
        indicator: form.indicateur.clone(),
        from: form.du.parse().ok(),
        until: form.au.parse().ok(),
        expected: form.attendu.clone(),
    };
    let env = state.env_for(Some(&session));
    match env.actions.describe(&session.actor, &env.barometer, &described).await {
        Ok(id) => Redirect::to(&state.href(address::ACTION.of(id))).into_response(),
        Err(refused) => {
            let typed = typed([
                ("titre", form.titre),
                ("nature", form.nature),
                ("territoire", form.territoire),
                ("indicateur", form.indicateur),
                ("du", form.du),
                ("au", form.au),
                ("attendu", form.attendu),
            ]);
            refuse(state, session, refused, address::ACTIONS, typed).await
        }
    }
}

async fn withdraw(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<ActionId>,
) -> Response {
    let done = state.env.actions.withdraw(&session.actor, id).await;
    answer_on(state, session, done, address::ACTIONS).await
}
