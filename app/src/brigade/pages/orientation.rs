//! A question at a time, until the service that helps: each step and each end has its address, and works as plain links.

use knowledge::{
    Edition,
    orientation::{Choice, End, Place, Step, code},
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

use crate::{
    address,
    brigade::{
        answers::{Paragraphs, excerpt},
        emergency::EmergencyFirst,
        leaving::LeaveFast,
        wording::Wording,
    },
    components::breadcrumb::Breadcrumb,
    env::Env,
    pages::{awaited, not_found::NotFound},
};

#[component]
pub fn OrientationPage() -> impl IntoView {
    let env = Env::current();
    let code = use_params_map().get_untracked().get("id");
    let is_start = code.is_none();
    let id = match code {
        Some(code) => env.orientation.coded(&code).unwrap_or_default().to_owned(),
        None => env.orientation.start().to_owned(),
    };
    awaited(async move {
        // An end says what to do without them.
        let edition = env.knowledge.edition().await.ok();
        match env.orientation.place(&id).cloned() {
            Some(Place::Step(step)) => view! { <Question step is_start/> }.into_any(),
            Some(Place::End(end)) => {
                let more = edition.map(|edition| questions(&edition, &end)).unwrap_or_default();
                view! { <Answer end=*end more/> }.into_any()
            }
            None => view! { <NotFound/> }.into_any(),
        }
    })
}

/// What the knowledge base tells beside an end: name and question of each entry.
fn questions(edition: &Edition, end: &End) -> Vec<(String, String)> {
    let entries = end.entries.iter().filter_map(|id| edition.entry(id));
    entries.map(|entry| (entry.id.clone(), entry.question.clone())).collect()
}

/// The title says how far one is, and tells nobody what was answered; nor does the address.
#[component]
fn Head(title: &'static str, about: String, is_start: bool) -> impl IntoView {
    let crumbs = vec![("Brigade numérique".to_owned(), address::BRIGADE.path().to_owned())];
    view! {
        <Title text=format!("{title} – Brigade numérique")/>
        <Meta name="description" content=about/>
        {(!is_start).then(|| view! { <Meta name="robots" content="noindex"/> })}
        <LeaveFast wording=Wording::FRENCH/>
        <Breadcrumb crumbs here="Trouver le bon service".to_owned()/>
    }
}

/// What the first question leads to.
const START: &str = "Quelques questions, et le service qui vous aide : plainte, arnaque, violences, papiers perdus, démarches.";

#[component]
fn Question(step: Step, is_start: bool) -> impl IntoView {
    let env = Env::current();
    let Step { id, question, hint, choices } = step;
    let choices = choices
        .into_iter()
        .map(|Choice { label, to }| {
            let to = at(&env, &to);
            view! { <li><a href=to data-remplace="">{label}</a></li> }
        })
        .collect_view();
    let title = if is_start { "Trouver le bon service" } else { "Trouver le bon service, question suivante" };
    let about = if is_start { START.to_owned() } else { format!("{question} Une question, et la suite.") };
    let reviewed = french::date(env.orientation.reviewed);
    view! {
        <Head title about is_start/>
        <h1>{question}</h1>
        {is_start.then(|| view! { <EmergencyFirst wording=Wording::FRENCH/> })}
        {(!hint.is_empty()).then(|| view! { <p>{hint}</p> })}
        <ul class="choices">{choices}</ul>
        {(!is_start).then(|| view! { <Again id/> })}
        <p class="detail">{format!("Questions relues le {reviewed}. Ce site n’enregistre pas vos réponses.")}</p>
    }
    .into_any()
}

/// A place of the tree.
fn at(env: &Env, id: &str) -> String {
    if id == env.orientation.start() {
        return env.href(address::ORIENTATION);
    }
    env.href(address::ORIENTATION_AT.of(code(id)))
}

/// The way back, by links: "back" of the browser leads out of the questions.
#[component]
fn Again(id: String) -> impl IntoView {
    let env = Env::current();
    let start = at(&env, env.orientation.start());
    let before = env.orientation.before(&id).map(|before| at(&env, before)).filter(|before| *before != start);
    let before = before.map(|to| view! { <p><a href=to data-remplace="">"Question précédente"</a></p> });
    view! {
        {before}
        <p><a href=start data-remplace="">"Reprendre depuis la première question"</a></p>
    }
}

#[component]
fn Answer(end: End, more: Vec<(String, String)>) -> impl IntoView {
    let env = Env::current();
    let End { id, title, text, service, hours, bring, is_urgent, can_chat, .. } = end;
    let service = service.map(|service| {
        let class = if is_urgent { "fr-btn fr-btn--lg" } else { "fr-btn" };
        view! { <p><a class=class href=service.href rel="external noopener">{service.label}</a></p> }
    });
    let hours = (!hours.is_empty()).then(|| view! { <p class="detail">{hours}</p> });
    let bring = (!bring.is_empty()).then(|| {
        let things = bring.into_iter().map(|thing| view! { <li>{thing}</li> }).collect_view();
        view! { <h2>"À avoir avec vous"</h2><ul>{things}</ul> }
    });
    let more = (!more.is_empty()).then(|| {
        let links = more
            .into_iter()
            .map(|(id, question)| {
                let to = env.href(address::FAQ_ENTRY.of(id));
                view! { <li><a href=to data-remplace="">{question}</a></li> }
            })
            .collect_view();
        view! { <h2>"Pour en savoir plus"</h2><ul>{links}</ul> }
    });
    let chat = can_chat.then(|| match env.brigade_open {
        true => {
            view! { <p>"Un doute ? "<a href=env.href(address::CHAT) rel="external" data-remplace="">"Écrire à un gendarme"</a></p> }.into_any()
        }
        false => view! { <p>{Wording::FRENCH.not_open}</p> }.into_any(),
    });
    view! {
        <Head title="La réponse" about={excerpt(&text)} is_start=false/>
        <article class="answer">
            <h1>{title}</h1>
            {(!is_urgent).then(|| view! { <Paragraphs text={text.clone()}/> })}
            {service}
            {hours}
            {is_urgent.then(|| view! { <Paragraphs text/> })}
            {bring}
            {more}
        </article>
        {chat}
        <Again id/>
    }
    .into_any()
}
