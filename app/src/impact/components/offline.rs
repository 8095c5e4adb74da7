//! The copy of a screen that a tablet keeps for want of network.

use domain::time::to_paris;
use leptos::prelude::*;

use crate::env::Env;

/// What names somebody: it stays on no tablet. What carries `data-nominative` too is on no paper either (`style/impact.css`).
#[component]
pub fn Nominative(children: Children) -> impl IntoView {
    (!Env::current().is_copy).then(children)
}

/// Says of a copy that it is one, and how old. Whoever reads it has no network: with one the page itself is there.
#[component]
pub fn Kept() -> impl IntoView {
    let made = french::moment(to_paris(Env::current().barometer.now()));
    view! {
        <p class="offline" role="status">
            {format!("Hors ligne. Cet écran date du {made} : il se mettra à jour au retour du réseau.")}
        </p>
    }
}
