//! Where one is connected, and how to end it.

use domain::time::to_paris;
use leptos::prelude::*;
use leptos_meta::Title;
use services::identity::Opened;

use crate::{
    address, env::Env, impact::components::FormProblem, impact::pages::refusal::Refusal, pages::awaited,
};

#[component]
pub fn Connections() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match env.identity.own_sessions(&session.actor).await {
            Ok(sessions) => view! { <Filled sessions here=session.id/> }.into_any(),
            Err(_) => view! { <h1>"Vos connexions ne peuvent pas être lues pour l’instant"</h1> }.into_any(),
        }
    })
}

#[component]
fn Filled(sessions: Vec<Opened>, here: String) -> impl IntoView {
    let env = Env::current();
    let several = sessions.len() > 1;
    let rows = sessions.into_iter().map(|session| view! { <Line session here=here.clone()/> }).collect_view();
    let all = several.then(|| {
        let action = env.href(address::CONNECTIONS_END);
        view! {
            <form method="post" action=action>
                <button class="fr-btn fr-btn--secondary" type="submit">"Finir toutes mes connexions"</button>
            </form>
        }
    });
    view! {
        <Title text="Mes connexions – cyberIMPACT"/>
        <h1>"Mes connexions"</h1>
        <p class="fr-text--lead">"Une connexion finit seule après une heure sans rien demander, et au plus tard après douze heures."</p>
        {FormProblem::alert()}
        <div class="scroll" tabindex="0" role="region" aria-label="Tableau de mes connexions">
            <table class="accounts">
                <thead><tr><th scope="col">"Ouverte le"</th><th scope="col">"Vue le"</th><th scope="col">"Par"</th><th scope="col">"Action"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {all}
    }
    .into_any()
}

#[component]
fn Line(session: Opened, here: String) -> impl IntoView {
    let env = Env::current();
    let told = |at| {
        let at = to_paris(at);
        french::moment(at)
    };
    let opened = told(session.opened_at);
    let action = if session.id == here {
        view! { "Celle-ci" }.into_any()
    } else {
        view! {
            <form method="post" action=env.href(address::CONNECTION_END) class="inline-form">
                <input type="hidden" name="connexion" value=session.id/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Finir"<span class="fr-sr-only">{format!(" la connexion ouverte le {opened}")}</span></button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr><th scope="row">{opened.clone()}</th><td>{told(session.seen_at)}</td><td>{session.door}</td><td>{action}</td></tr>
    }
    .into_any()
}
