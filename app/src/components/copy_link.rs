//! A button that copies the address of a chart: shown where JavaScript is on, `frontend/src/copy_link.rs` does it.

use leptos::prelude::*;

#[component]
pub fn CopyLink(anchor: String) -> impl IntoView {
    view! {
        <button type="button" class="fr-link copy-link" data-copy=anchor>"Copier le lien"</button>
        <span role="status" class="copied"></span>
    }
}
