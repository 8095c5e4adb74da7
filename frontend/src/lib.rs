//! What reaches a browser beside the charts: the islands of a page that is complete without them, and what lets each choice
//! answer in place.

mod auto_submit;
mod browser;
mod copy_link;
mod in_place;
mod live;
mod screens;
mod suggestions;

/// Called by the page once the wasm is there, with the module that this is: what wakes an island is one of its functions.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate(module: wasm_bindgen::JsValue) {
    // Links the islands in.
    use app as _;
    leptos::mount::hydrate_islands();
    // In tasks of their own: what is called for the first time is compiled for it.
    browser::after(0, || in_place::start(module));
    browser::after(0, || {
        auto_submit::listen();
        copy_link::listen();
        live::listen();
        screens::listen();
        suggestions::listen();
    });
}
