//! What came in last, and whether the line holds.

use leptos::prelude::*;

use crate::{
    address,
    env::Env,
    impact::model::live::{Live, sentence},
};

#[component]
pub fn LiveView(live: Live) -> impl IntoView {
    let env = Env::current();
    let lines = live
        .runs
        .iter()
        .map(|run| {
            view! { <li data-load=run.id.to_string()>{sentence(run)}</li> }
        })
        .collect_view();
    // What the page already tells: a line that is cut before its first event goes on from there.
    let last = live.runs.first().map_or(0, |run| run.id);
    let flow = env.href(address::LIVE_STREAM.at(&format!("?depuis={last}"), ""));
    let wall = if live.wall {
        view! { <p class="wall"><a class="fr-link" href=env.href(address::LIVE)>"Quitter l’affichage mural"</a></p> }
            .into_any()
    } else {
        view! { <p><a class="fr-link" href=env.href(address::LIVE.at("?vue=mur", ""))>"Affichage mural"</a></p> }
            .into_any()
    };
    view! {
        <section class="brief" aria-labelledby="arrivees">
            <h2 id="arrivees">"Qu’est-ce qui vient d’arriver ?"</h2>
            <p id="etat-direct" role="status" data-kept="">"Sans JavaScript, rechargez la page pour voir la suite."</p>
            <ul id="chargements" data-kept="" data-flux=flow>{lines}</ul>
            {wall}
        </section>
    }
    .into_any()
}
