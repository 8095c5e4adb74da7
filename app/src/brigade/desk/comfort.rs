//! Keys and sounds of the desk, which an agent turns off where they are in the way. `desk.js` shows them: without it there are none.

use leptos::prelude::*;

/// What each key does.
const KEYS: [(&str, &str); 9] = [
    ("J", "conversation suivante"),
    ("K", "conversation précédente"),
    ("S", "prendre la suivante de la file"),
    ("E", "toutes vos conversations"),
    ("R", "répondre"),
    ("N", "noter"),
    ("/", "chercher une réponse"),
    ("Ctrl + Entrée", "envoyer ce qui est écrit"),
    ("?", "montrer ou cacher cette liste"),
];

#[component]
pub fn Comfort() -> impl IntoView {
    let keys = KEYS.map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> });
    view! {
        <div id="confort" class="comfort" hidden="" data-kept="">
            <details id="raccourcis">
                <summary>"Clavier et son"</summary>
                <label><input type="checkbox" id="touches" checked=true/>"Touches seules (J, K, R…)"</label>
                <label><input type="checkbox" id="son" checked=true/>"Son quand une urgence arrive"</label>
                <dl>{keys.collect_view()}</dl>
            </details>
        </div>
    }
    .into_any()
}
