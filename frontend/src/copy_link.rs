//! Copies the address of a chart; without JavaScript the link beside it does the same job.

use crate::browser::{after, here, on, target, window};

/// Milliseconds until the same word can be said again.
const SAID: i32 = 4000;

/// A button says what it did to everybody, screen readers included: in the region that follows it.
pub fn listen() {
    on(&window(), "click", false, |event: web_sys::MouseEvent| {
        let Some(button) = target(&event).and_then(|t| t.closest("button[data-copy]").ok().flatten()) else {
            return;
        };
        let (Some(anchor), Some(region)) = (button.get_attribute("data-copy"), button.next_element_sibling())
        else {
            return;
        };
        let Some(url) = here() else { return };
        url.set_hash(&anchor);
        let _ = window().navigator().clipboard().write_text(&url.href());
        region.set_text_content(Some("Lien copié"));
        after(SAID, move || region.set_text_content(None));
    });
}
