//! Around each screen: where one can go, who one is, the way out. A column on a desk, a bar under the thumb on a tablet.

use domain::identity::Operation;
use leptos::prelude::*;

use super::offline::Nominative;
use crate::{
    address::{self, Address},
    components::header::CurrentPath,
    env::Env,
    islands::ThemeChoice,
};

/// Screens of the rail: address, word, and the outline of its sign in a square of 24.
const SCREENS: [(Address, &str, &str); 8] = [
    (address::SYNTHESIS, "Synthèse", "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z"),
    (
        address::VISIBILITY,
        "Visibilité",
        "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    ),
    (address::PERCEPTION, "Perception", "M4 4h16v12H10l-5 4v-4H4zM8 9h8M8 12h5"),
    (
        address::ACTORS,
        "Acteurs",
        "M9 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM2 20c0-4 3-6 7-6s7 2 7 6zM17 5a3 3 0 0 1 0 7M19 14c2 1 3 3 3 6",
    ),
    (address::LIVE, "En direct", "M3 12h4l2-6 4 13 3-9 1 2h4"),
    (address::ACTIONS, "Actions", "M4 10v4h3l8 5V5l-8 5zM18 9a4 4 0 0 1 0 6"),
    (address::EXPLORER, "Explorer", "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM15 15l6 6M7 10h6M10 7v6"),
    (
        address::TERRITORIES,
        "Territoires",
        "M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7zM12 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    ),
];

/// Screens of who answers citizens, and what they are for.
const DESK: [(Operation, (Address, &str, &str)); 2] = [
    (Operation::Supervise, (address::SHIFT, "Quart", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2")),
    (Operation::Answer, (address::DESK, "Poste", "M4 5h16v11H9l-5 4zM8 9h8M8 12h6")),
];

#[component]
pub fn ImpactHeader() -> impl IntoView {
    let env = Env::current();
    let Some(session) = env.session.clone() else { return ().into_any() };
    let path = use_context::<CurrentPath>().map(|p| p.0).unwrap_or_default();
    let mandate = session.actor.mandate;
    let reads = mandate.may(Operation::ReadFigures);
    let of_figures = SCREENS.into_iter().filter(|_| reads);
    let items = of_figures
        .chain(DESK.into_iter().filter(|(what, _)| mandate.may(*what)).map(|(_, screen)| screen))
        .map(|(to, word, sign)| {
            // The synthesis is above all others.
            let current = match to.path() {
                synthesis if synthesis == address::SYNTHESIS.path() => path == synthesis,
                to => path.starts_with(to),
            };
            let href = env.href(to);
            view! {
                <li>
                    <a class="rail-link" href=href aria-current=current.then_some("page")>
                        <svg viewBox="0 0 24 24" aria-hidden="true"><path d=sign/></svg>
                        {word}
                    </a>
                </li>
            }
        })
        .collect_view();
    let role = match mandate.scope() {
        domain::territory::Territory::France => mandate.role().title().to_owned(),
        scope => format!("{}, {}", mandate.role().title(), scope.name()),
    };
    let administration = mandate
        .may(Operation::ManageAccounts)
        .then(|| view! { <a class="fr-link" href=env.href(address::ADMINISTRATION)>"Administration"</a> });
    let connections = env.href(address::CONNECTIONS);
    let own = reads.then(|| {
        view! {
            <a class="fr-link" href=env.href(address::FOLLOWING)>"Mon suivi"</a>
            <a class="fr-link" href=env.href(address::ANNOTATIONS)>"Annotations"</a>
        }
    });
    let name = if reads {
        view! { <a class="fr-link" href=connections><strong>{session.actor.name}</strong><span class="fr-sr-only">", mes connexions"</span></a> }.into_any()
    } else {
        view! { <strong>{session.actor.name}</strong> }.into_any()
    };
    let title = if reads { "cyberIMPACT" } else { "Brigade numérique" };
    let first = env.href(address::first_screen(mandate));
    view! {
        <header role="banner" class="impact-head">
            <a class="impact-title" href=first>{title}</a>
            <Nominative><p class="who" data-nominative="">{name}" "<span>{role}</span></p></Nominative>
            <ThemeChoice/>
            {own}
            {administration}
            <a class="fr-link" href=env.href("/")>"Baromètre public"</a>
            <form method="post" action=env.href("/deconnexion")>
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Se déconnecter"</button>
            </form>
        </header>
        <nav id="menu" class="rail" aria-label="Écrans" tabindex="-1">
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}
