//! The data of a page's charts, fetched once for all of them.

use charts::spec::ChartSpec;
use wasm_bindgen::JsCast;

use crate::dom::{then, window};

/// Calls with what a source says; not at all when it can't be read: the server's drawings stay.
pub fn fetch(source: &str, act: impl FnOnce(Vec<u8>) + 'static) {
    then(window().fetch_with_str(source), |response| {
        let response: web_sys::Response = response.unchecked_into();
        if let Ok(buffer) = response.array_buffer()
            && response.ok()
        {
            then(buffer, |buffer| act(js_sys::Uint8Array::new(&buffer).to_vec()));
        }
    });
}

/// Specs of a page; none when they can't be read.
#[inline(never)]
pub fn read(bytes: &[u8]) -> Vec<ChartSpec> {
    postcard::from_bytes(bytes).unwrap_or_default()
}
