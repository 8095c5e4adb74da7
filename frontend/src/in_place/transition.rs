//! One page goes over into another, where the browser shows that and motion is welcome: a short fade (`style/page.css`).

use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::browser::{document, media};

/// Does `act`, shown as a change of pages. Browsers without it just do it.
pub fn go_over(act: impl FnOnce() + 'static) {
    let document = document();
    let start = js_sys::Reflect::get(&document, &"startViewTransition".into());
    let start = start.ok().and_then(|start| start.dyn_into::<js_sys::Function>().ok());
    let Some(start) = start.filter(|_| !media("(prefers-reduced-motion)")) else { return act() };
    let Ok(transition) = start.call1(&document, &Closure::once_into_js(act)) else { return };
    // One that is cut short by the next is no fault of anybody.
    for name in ["ready", "finished", "updateCallbackDone"] {
        let promise =
            js_sys::Reflect::get(&transition, &name.into()).and_then(|p| p.dyn_into::<js_sys::Promise>());
        if let Ok(promise) = promise {
            spawn_local(async { _ = JsFuture::from(promise).await });
        }
    }
}
