//! The first page of a visit keeps the letters that it was painted with (`boot.js`): those of the system have other widths, and
//! nothing is to move under its reader. Ours are fetched meanwhile, and are those of the next page.

use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::browser::{after, document, root, window};

const LATER: &str = "fonts-later";
const OURS: [&str; 2] = ["1em Marianne", "700 1em Marianne"];

/// Milliseconds from a frame to when it is seen, at most.
const SOON: i32 = 200;

fn are_later() -> bool {
    root().is_some_and(|root| root.class_list().contains(LATER))
}

/// Asks for our letters, once the page is painted.
pub fn fetch() {
    let painted = Closure::once_into_js(|| after(SOON, load));
    let _ = window().request_animation_frame(painted.unchecked_ref());
}

fn load() {
    for font in OURS.into_iter().filter(|_| are_later()) {
        let loads = document().fonts().load(font);
        // Without network the next page asks again.
        spawn_local(async { _ = JsFuture::from(loads).await });
    }
}

/// Another page is shown: it has our letters, if they are there.
pub fn change() {
    let are_here = || OURS.iter().all(|font| document().fonts().check(font).unwrap_or(false));
    if are_later() && are_here() {
        let _ = root().map(|root| root.class_list().remove_1(LATER));
    }
}
