//! Which page is shown: the address may have moved already, back or forward, while the page is on its way.

use std::cell::RefCell;

use web_sys::Url;

use crate::browser::here;

thread_local! {
    /// Path and question of the page that is shown.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Path and question, without what charts write there of themselves: which part is seen, which value is read.
fn place_of(url: &Url) -> String {
    let question = url.search();
    let of_page = question
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("vue-") && !pair.starts_with("point-"));
    url.pathname() + "?" + &of_page.collect::<Vec<_>>().join("&")
}

/// The page of the present address is shown now.
pub fn now() {
    if let Some(url) = here() {
        SHOWN.with(|shown| shown.replace(place_of(&url)));
    }
}

/// Path and question of the page that is shown.
pub fn place() -> String {
    SHOWN.with(|shown| shown.borrow().clone())
}

/// Path of the page that is shown.
pub fn path() -> String {
    SHOWN.with(|shown| shown.borrow().split('?').next().unwrap_or_default().to_owned())
}

/// Whether the address is still that of the page that is shown.
pub fn is_here() -> bool {
    here().is_some_and(|url| place_of(&url) == place())
}
