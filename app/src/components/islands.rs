//! What wakes the islands of a page.

use leptos::prelude::*;

use crate::env::Env;

/// Leptos' own component preloads the wasm, which then competes with style and fonts for the first paint, and writes the
/// nonce where `crossorigin` should stand. The page is complete without it: it is asked for after the first paint.
#[component]
pub fn WakeIslands() -> impl IntoView {
    // Only islands are woken: nothing else is sent along for it.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let env = Env::current();
    let code = env.asset("cyberimpact.js");
    let folder = code.trim_end_matches("/cyberimpact.js");
    let script =
        format!("const pkg={folder:?};{}", include_str!("../../../frontend/scripts/page/islands.js"));
    view! {
        <script type="module" nonce=leptos::nonce::use_nonce() inner_html=script></script>
    }
}
