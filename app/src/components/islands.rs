//! What wakes the islands of a page.

use leptos::prelude::*;

use crate::env::Env;

/// Leptos' own component preloads the wasm, which then competes with style and fonts for the first paint, and writes the
/// nonce where `crossorigin` should stand. The page is complete without it: it is fetched when nothing else is waited for.
#[component]
pub fn WakeIslands() -> impl IntoView {
    // Only islands are woken: nothing else is sent along for it.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let env = Env::current();
    let (code, wasm) = (env.asset("cyberimpact.js"), env.asset("cyberimpact_bg.wasm"));
    let folder = code.trim_end_matches("/cyberimpact.js").to_owned();
    let script =
        format!("const pkg={folder:?};{}", include_str!("../../../frontend/scripts/page/islands.js"));
    view! {
        <link rel="prefetch" href=code/>
        <link rel="prefetch" href=wasm r#as="fetch" crossorigin="anonymous"/>
        <script type="module" nonce=leptos::nonce::use_nonce() inner_html=script></script>
    }
}
