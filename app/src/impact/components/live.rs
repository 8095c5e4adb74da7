//! What came in last, and whether the line holds.

use domain::time::to_paris;
use leptos::prelude::*;
use leptos_meta::Script;

use crate::{address, env::Env, impact::model::live::Live};

#[component]
pub fn LiveView(live: Live) -> impl IntoView {
    let env = Env::current();
    let lines = live
        .runs
        .iter()
        .map(|run| {
            let at = to_paris(run.started_at);
            let rows = run.accepted - run.unchanged;
            let told = match (run.simulated, rows > 1) {
                (true, true) => " (simulées)",
                (true, false) => " (simulée)",
                _ => "",
            };
            let plural = if rows > 1 { "s" } else { "" };
            let day = french::date(at.date());
            view! {
                <li data-load=run.id.to_string()>
                    {format!("{day}, {} – {} : {} ligne{plural} nouvelle{plural}{told}", at.format("%H:%M:%S"), run.source.title(), french::integer(rows as f64))}
                </li>
            }
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
        {env.hydrates.then(|| view! { <Script type_="module" src=env.asset("live.js")/> })}
    }
    .into_any()
}
