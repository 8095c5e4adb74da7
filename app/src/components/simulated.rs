//! Says that figures are simulated, wherever they are.

use leptos::prelude::*;

use crate::env::Env;

#[component]
pub fn Simulated() -> impl IntoView {
    let name = Env::current().barometer.site().organisation.name.clone();
    view! {
        <p class="simulated">
            <strong>"Données simulées."</strong>
            {format!(" Cette démonstration est calée sur des ordres de grandeur publics ; ses chiffres ne sont pas ceux de {}.", name)}
        </p>
    }
    .into_any()
}
