//! `hydrate()` and nothing else: wakes the islands of a page that is complete without them.

/// Called by the page once the wasm is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // Links the islands in.
    use app as _;
    leptos::mount::hydrate_islands();
}
