//! Before anything else: whom to call.

use leptos::prelude::*;

/// Numbers that are called at once; each link calls, or opens a text message.
#[component]
fn EmergencyNumbers() -> impl IntoView {
    let numbers = [
        ("tel:17", "17", "Police secours"),
        ("tel:112", "112", "urgences, partout en Europe"),
        ("sms:114", "114", "par SMS, si vous ne pouvez ni entendre ni parler"),
    ]
    .map(|(to, number, what)| {
        view! { <li><a class="fr-link" href=to rel="external"><strong>{number}</strong></a>" "{what}</li> }
    })
    .collect_view();
    view! { <ul class="numbers">{numbers}</ul> }.into_any()
}

/// Said before anything else.
#[component]
pub fn EmergencyFirst() -> impl IntoView {
    view! {
        <section class="call" aria-labelledby="urgence">
            <h2 id="urgence">"Une urgence ? Appelez."</h2>
            <EmergencyNumbers/>
        </section>
    }
    .into_any()
}

/// What was written tells of an emergency. It is said at once, and nothing is closed. `is_sent`: a gendarme reads it; else nobody does.
#[component]
pub fn EmergencyBanner(is_sent: bool) -> impl IntoView {
    let who = if is_sent {
        " Votre message est lu en premier, mais un appel est plus rapide."
    } else {
        " Personne ne lit cette recherche."
    };
    view! {
        <div class="call" role="alert">
            <p><strong>"Vous êtes en danger ? Appelez maintenant."</strong>{who}</p>
            <EmergencyNumbers/>
        </div>
    }
    .into_any()
}
