//! Before anything else: whom to call.

use leptos::prelude::*;

use super::wording::Wording;

/// Numbers that are called at once; each link calls, or opens a text message.
#[component]
fn EmergencyNumbers(wording: &'static Wording) -> impl IntoView {
    let numbers = [
        ("tel:17", "17", wording.police),
        ("tel:112", "112", wording.europe),
        ("sms:114", "114", wording.by_text),
    ]
    .map(|(to, number, what)| {
        view! { <li><a class="fr-link" href=to rel="external"><strong>{number}</strong></a>" "{what}</li> }
    })
    .collect_view();
    view! { <ul class="numbers">{numbers}</ul> }.into_any()
}

/// Said before anything else.
#[component]
pub fn EmergencyFirst(wording: &'static Wording) -> impl IntoView {
    view! {
        <section class="call" aria-labelledby="urgence">
            <h2 id="urgence">{wording.emergency_title}</h2>
            <EmergencyNumbers wording/>
        </section>
    }
    .into_any()
}

/// What was written tells of an emergency. It is said at once, and nothing is closed. `who`: who reads it.
#[component]
pub fn EmergencyBanner(wording: &'static Wording, who: &'static str) -> impl IntoView {
    view! {
        <div class="call" role="alert">
            <p><strong>{wording.in_danger}</strong>" "{who}</p>
            <EmergencyNumbers wording/>
        </div>
    }
    .into_any()
}
