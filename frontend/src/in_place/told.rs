//! What is said of a choice: that it takes its time, that it did not work, what is shown now.

use super::asking::Ask;
use crate::browser::{after, document, find, root};

/// Milliseconds without an answer that are a wait.
const LONG: i32 = 300;
/// A region that changes together with the page is not heard.
const HEARD: i32 = 60;
/// A mark of the root while an answer is waited for.
const WAITS: &str = "waits";
const FAILURE: &str = "echec";

/// Shows that an answer is waited for, where it still is after a moment.
pub fn waits(still: impl Fn() -> bool + 'static) {
    after(LONG, move || {
        if still() {
            mark(true);
        }
    });
}

fn mark(waits: bool) {
    if let Some(root) = root() {
        let _ = root.class_list().toggle_with_force(WAITS, waits);
    }
    if let Some(main) = find("#contenu") {
        let _ = match waits {
            true => main.set_attribute("aria-busy", "true"),
            false => main.remove_attribute("aria-busy"),
        };
    }
}

/// An answer came: nothing is waited for, and what failed before is over.
pub fn came() {
    mark(false);
    forget();
}

/// Takes a failure that was said away.
fn forget() {
    if let Some(failure) = document().get_element_by_id(FAILURE) {
        failure.remove();
    }
}

/// Says what is shown now, to who does not see it.
pub fn says(sentence: String) {
    let Some(region) = document().get_element_by_id("annonce") else { return };
    region.set_text_content(None);
    after(HEARD, move || region.set_text_content(Some(&sentence)));
}

/// Says that it did not work. The page stays; the way that always works is a link.
pub fn failed(sentence: &str, ask: &Ask) {
    let build = || {
        let document = document();
        let failure = document.create_element("p").ok()?;
        failure.set_id(FAILURE);
        let _ = failure.set_attribute("role", "alert");
        let _ = failure.set_attribute("data-ours", "");
        failure.set_text_content(Some(sentence));
        if ask.body.is_none() {
            let link = document.create_element("a").ok()?;
            link.set_text_content(Some("Recharger"));
            let _ = link.set_attribute("href", &ask.address);
            // Not by us: a page is loaded.
            let _ = link.set_attribute("target", "_self");
            let _ = link.set_attribute("rel", "external");
            let _ = failure.append_with_str_1(" ");
            let _ = failure.append_child(&link);
        }
        document.body()?.append_child(&failure).ok()
    };
    forget();
    let _: Option<web_sys::Node> = build();
}
