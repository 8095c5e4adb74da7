//! Sends the form as soon as a choice is made in a select; without JavaScript the button does.

use leptos::prelude::*;

/// Marks the form by id. Dates wait for the button: a half-typed date is no choice.
#[island]
pub fn AutoSubmit(form: String) -> impl IntoView {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        {
            use wasm_bindgen::{JsCast, closure::Closure};
            let Some(element) = document().get_element_by_id(&form) else { return };
            let Ok(form) = element.dyn_into::<web_sys::HtmlFormElement>() else { return };
            let target = form.clone();
            let listener = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
                let tag =
                    event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).map(|e| e.tag_name());
                if tag.as_deref() == Some("SELECT") {
                    let _ = form.request_submit();
                }
            });
            let _ = target.add_event_listener_with_callback("change", listener.as_ref().unchecked_ref());
            // The listener lives as long as the page.
            listener.forget();
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = &form;
    });
}
