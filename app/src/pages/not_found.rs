//! 404.

use leptos::prelude::*;
use leptos_meta::Title;

use super::status;
use crate::env::Env;

#[component]
pub fn NotFound() -> impl IntoView {
    status(404);
    let env = Env::current();
    view! {
        <Title text="Page non trouvée – erreur 404"/>
        <h1>"Page non trouvée"</h1>
        <p class="fr-text--lead">"La page que vous cherchez n’existe pas, ou plus."</p>
        <p>
            "Vérifiez l’adresse, revenez à "
            <a href=env.href("/")>"l’accueil"</a>
            " ou consultez "
            <a href=env.href("/plan-du-site")>"le plan du site"</a>
            "."
        </p>
    }
    .into_any()
}
