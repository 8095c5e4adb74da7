//! The data of a page's charts, fetched once for all of them.

use wasm_bindgen::JsCast;

use crate::dom::{then, window};

/// Calls with what a source says; with nothing where it can't be read.
pub fn fetch(source: &str, act: impl FnOnce(Vec<u8>) + 'static) {
    then(window().fetch_with_str(source), |response| {
        let buffer =
            response.dyn_into().ok().filter(web_sys::Response::ok).and_then(|r| r.array_buffer().ok());
        match buffer {
            Some(buffer) => then(buffer, |buffer| act(js_sys::Uint8Array::new(&buffer).to_vec())),
            None => act(Vec::new()),
        }
    });
}
