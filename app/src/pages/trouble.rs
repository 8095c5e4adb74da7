//! Something is wrong on our side: a sentence and a way out, no detail.

use leptos::prelude::*;
use leptos_meta::Title;
use services::Failure;

use super::status;

#[component]
pub fn Trouble(failure: Failure) -> impl IntoView {
    let sentence = match failure {
        Failure::Refused(refusal) => {
            status(422);
            format!("{}.", french::capital(&refusal.reason))
        }
        Failure::Forbidden => {
            status(403);
            "Ce territoire n’est pas dans votre mandat.".to_owned()
        }
        Failure::Busy(_) => {
            status(503);
            "Trop de demandes sont faites à la fois. Réessayez dans quelques secondes.".to_owned()
        }
        Failure::Store(_) => {
            status(500);
            "Les chiffres ne peuvent pas être lus pour l’instant. Réessayez dans quelques minutes.".to_owned()
        }
    };
    view! {
        <Title text="Erreur"/>
        <h1>"Cette page ne peut pas être affichée"</h1>
        <p class="fr-text--lead">{sentence}</p>
    }
    .into_any()
}
