//! Ways of others by which citizens write: whether each lives, and how one is set.

use brigade::{ChannelKind, ChannelLine, Life};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use services::Unfit;

use crate::{
    address,
    env::Env,
    functions::{
        caller::action,
        channels::{RemoveChannel, SetChannel, TurnChannel},
    },
    impact::{
        components::{FormProblem, stacked::stacked},
        pages::refusal::Refusal,
    },
    pages::awaited,
};

mod setting;

use self::setting::{Setting, title};

#[component]
pub fn ChannelsPage() -> impl IntoView {
    let env = Env::current();
    let asked = use_query_map().get_untracked().get("canal").and_then(|kind| ChannelKind::parse(&kind));
    // A form that was refused is shown again.
    let refused = FormProblem::of::<SetChannel>();
    let asked = asked.or_else(|| refused.and_then(|problem| ChannelKind::parse(&problem.typed("kind"))));
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match env.brigade.channels(&session.actor).await {
            Ok(channels) => view! { <Filled channels asked/> }.into_any(),
            Err(Unfit::Store(error)) => {
                tracing::error!(%error, "channels can't be read");
                crate::pages::status(503);
                view! { <h1>"Les canaux ne peuvent pas être lus pour l’instant"</h1> }.into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

/// What an administrator wants to know first.
fn headline(channels: &[ChannelLine]) -> String {
    let fails = channels.iter().filter(|channel| channel.life() == Life::Fails).count();
    match (channels.len(), fails) {
        (0, _) => "Les citoyens écrivent par le site seulement : aucun autre canal n’est réglé.".to_owned(),
        (_, 0) => "Aucun envoi n’est en échec.".to_owned(),
        (_, 1) => "Un canal n’a pas pu envoyer sa dernière réponse.".to_owned(),
        (_, n) => format!("{n} canaux n’ont pas pu envoyer leur dernière réponse."),
    }
}

#[component]
fn Filled(channels: Vec<ChannelLine>, asked: Option<ChannelKind>) -> impl IntoView {
    let env = Env::current();
    let now = env.brigade.now();
    let headline = headline(&channels);
    let list = (!channels.is_empty()).then(|| view! { <List channels now/> });
    let kinds = ChannelKind::ALL
        .map(|kind| {
            let to = env.href(address::CHANNELS.at(&format!("?canal={}", kind.id()), "reglage"));
            let current = (asked == Some(kind)).then_some("page");
            view! { <li><a class="fr-link" href=to aria-current=current>{title(kind)}</a></li> }
        })
        .collect_view();
    view! {
        <Title text="Canaux – cyberIMPACT"/>
        <h1>"Canaux"</h1>
        <p class="fr-text--lead">{headline}</p>
        {FormProblem::alert()}
        {list}
        <section aria-labelledby="ajout">
            <h2 id="ajout">"Ajouter ou remplacer un canal"</h2>
            <ul>{kinds}</ul>
            {asked.map(|kind| view! { <Setting kind/> })}
        </section>
        <p><a class="fr-link" href=env.href(address::ADMINISTRATION)>"Revenir à l’administration"</a></p>
    }
    .into_any()
}

/// Heads of the list's columns.
const COLUMNS: [&str; 6] =
    ["Canal", "État", "Dernier appel reçu", "Dernière réponse partie", "À envoyer", "Actions"];

#[component]
fn List(channels: Vec<ChannelLine>, now: DateTime<Utc>) -> impl IntoView {
    let rows = channels.into_iter().map(|channel| view! { <Line channel now/> }).collect_view();
    stacked("Tableau des canaux", &COLUMNS, rows)
}

fn since(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    at.map_or_else(|| "–".to_owned(), |at| format!("il y a {}", crate::brigade::lasted(at, now)))
}

/// Whether it lives, and what was last refused.
fn state(channel: &ChannelLine, now: DateTime<Utc>) -> AnyView {
    let told = match channel.life() {
        Life::Off => view! { "Arrêté" }.into_any(),
        Life::Unheard => view! { "N’a encore rien reçu" }.into_any(),
        Life::Lives => view! { "En service" }.into_any(),
        Life::Fails => view! { <strong class="urgent">"Dernier envoi en échec"</strong> }.into_any(),
    };
    let failed = channel.failed.as_ref().filter(|_| channel.life() == Life::Fails);
    let failed = failed.map(|(at, why)| format!("Échec {} : {why}.", since(Some(*at), now)));
    let refused =
        channel.refused.as_ref().map(|(at, why)| format!("Refusé {} : {why}.", since(Some(*at), now)));
    let lines = [failed, refused].into_iter().flatten();
    let lines = lines.map(|line| view! { <p class="detail">{line}</p> }).collect_view();
    view! { {told}{lines} }.into_any()
}

#[component]
fn Line(channel: ChannelLine, now: DateTime<Utc>) -> impl IntoView {
    let state = state(&channel, now);
    let ChannelLine { name, kind, is_on, called_at, came_at, left_at, due, .. } = channel;
    let (label, next) = if is_on { ("Arrêter", "0") } else { ("Reprendre", "1") };
    let [_, told, came, left, leaving, does] = COLUMNS;
    let which = format!(" le canal {name}");
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {title(kind)}" : "{name.clone()}
                <p class="detail"><code>{called_at}</code></p>
            </th>
            <td role="cell" data-head=told>{state}</td>
            <td role="cell" data-head=came>{since(came_at, now)}</td>
            <td role="cell" data-head=left>{since(left_at, now)}</td>
            <td role="cell" data-head=leaving>{due}</td>
            <td role="cell" data-head=does>
                <form method="post" action={action::<TurnChannel>()} class="inline-form">
                    <input type="hidden" name="name" value=name.clone()/>
                    <input type="hidden" name="active" value=next/>
                    <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">{label}<span class="fr-sr-only">{which.clone()}</span></button>
                </form>
                <form method="post" action={action::<RemoveChannel>()} class="inline-form">
                    <input type="hidden" name="name" value=name/>
                    <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Retirer"<span class="fr-sr-only">{which}</span></button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}
