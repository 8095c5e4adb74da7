//! Light, dark, or the system's theme. The choice stays in this browser.

use leptos::prelude::*;

/// Where the choice is kept; `boot.js` reads it before the first paint.
#[cfg(feature = "hydrate")]
const KEY: &str = "theme";

#[cfg(feature = "hydrate")]
fn apply(choice: &str) {
    let window = window();
    if let Ok(Some(storage)) = window.local_storage() {
        // A browser may refuse storage: the choice then lasts for the page.
        let _ = storage.set_item(KEY, choice);
    }
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-fr-scheme", choice);
        let dark = choice == "dark"
            || choice == "system"
                && window
                    .match_media("(prefers-color-scheme: dark)")
                    .ok()
                    .flatten()
                    .is_some_and(|m| m.matches());
        let _ = root.set_attribute("data-fr-theme", if dark { "dark" } else { "light" });
    }
}

#[cfg(not(feature = "hydrate"))]
fn apply(_: &str) {}

/// A select of the three themes; hidden by style where JavaScript is off.
#[island]
pub fn ThemeChoice() -> impl IntoView {
    let node = NodeRef::<leptos::html::Select>::new();
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(select) = node.get() {
            let kept = window().local_storage().ok().flatten().and_then(|s| s.get_item(KEY).ok().flatten());
            select.set_value(kept.as_deref().unwrap_or("system"));
        }
    });
    view! {
        <label class="theme-choice">
            <span>"Thème"</span>
            <select node_ref=node class="fr-select" on:change=move |event| apply(&event_target_value(&event))>
                <option value="system">"Système"</option>
                <option value="light">"Clair"</option>
                <option value="dark">"Sombre"</option>
            </select>
        </label>
    }
}
