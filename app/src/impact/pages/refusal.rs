//! The reader is known, and this is not for them.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{address, env::Env, pages::status};

#[component]
pub fn Refusal() -> impl IntoView {
    status(403);
    let env = Env::current();
    view! {
        <Title text="Accès refusé – cyberIMPACT"/>
        <h1>"Votre mandat ne donne pas accès à cette page"</h1>
        <p class="fr-text--lead">"Le refus est inscrit au journal. Si vous devez y accéder, adressez-vous à l’administration de cyberIMPACT."</p>
        <p><a class="fr-link" href=env.href(address::SYNTHESIS)>"Revenir à la synthèse"</a></p>
    }
    .into_any()
}
