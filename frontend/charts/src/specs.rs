//! The data of a page's charts, fetched once for all of them.

use charts::spec::ChartSpec;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// What a source says, as it came.
pub async fn bytes(source: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(source)).await.ok()?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return None;
    }
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Specs of a page; none when they can't be read: the server's drawings stay.
#[inline(never)]
pub fn read(bytes: &[u8]) -> Vec<ChartSpec> {
    postcard::from_bytes(bytes).unwrap_or_default()
}
