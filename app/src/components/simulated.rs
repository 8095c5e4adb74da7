//! Says that figures are simulated, wherever they are.

use leptos::prelude::*;

#[component]
pub fn Simulated() -> impl IntoView {
    view! {
        <p class="simulated">
            <strong>"Données simulées."</strong>
            " Cette démonstration est calée sur des ordres de grandeur publics ; ses chiffres ne sont pas ceux de la gendarmerie."
        </p>
    }
    .into_any()
}
