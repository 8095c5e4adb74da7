//! Questions and answers: found by one's own words, or by theme.

use std::sync::Arc;

use knowledge::{Answer, Edition, Entry, Found, Wanted};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

use crate::{
    address,
    brigade::{
        answers::{AskGendarme, excerpt, marked},
        emergency::EmergencyBanner,
        wording::Wording,
    },
    components::breadcrumb::Breadcrumb,
    env::Env,
    pages::{awaited, trouble::Trouble},
};

/// Entries that are shown of what was found.
const SHOWN: usize = 8;

#[component]
pub fn FaqPage() -> impl IntoView {
    let env = Env::current();
    let asked = use_query_map().get_untracked().get("q").unwrap_or_default().trim().to_owned();
    awaited(async move {
        let edition = match env.knowledge.edition().await {
            Ok(edition) => edition,
            Err(error) => return view! { <Trouble failure=error.into()/> }.into_any(),
        };
        let answer = match &*asked {
            "" => None,
            asked => Some(env.knowledge.find(&edition, asked, SHOWN).await),
        };
        view! { <Faq edition asked answer/> }.into_any()
    })
}

#[component]
fn Faq(edition: Arc<Edition>, asked: String, answer: Option<Answer>) -> impl IntoView {
    let env = Env::current();
    let urgent = (!asked.is_empty() && ::brigade::tells_of_emergency(&asked))
        .then(|| view! { <EmergencyBanner wording=Wording::FRENCH who="Personne ne lit cette recherche."/> });
    let below = match answer {
        None => view! { <Themes edition/> }.into_any(),
        Some(answer) => view! { <Results edition asked={asked.clone()} answer/> }.into_any(),
    };
    view! {
        // What was asked is nobody's business who looks over a shoulder.
        <Title text="Questions et réponses – Brigade numérique"/>
        <Meta name="description" content="Les réponses de la gendarmerie aux questions les plus fréquentes : plainte, arnaques, vols, voisinage, armes, recrutement."/>
        <Breadcrumb crumbs=vec![("Brigade numérique".to_owned(), address::BRIGADE.path().to_owned())] here="Questions et réponses".to_owned()/>
        <h1>"Questions et réponses"</h1>
        {urgent}
        <form method="get" action=env.href(address::FAQ) role="search" aria-label="Chercher une réponse" class="writing">
            <label class="fr-label" for="question">"Votre question"<span class="fr-hint-text">"Avec vos mots, comme vous la poseriez."</span></label>
            <input class="fr-input" type="search" id="question" name="q" value=asked maxlength="400" autocomplete="off"/>
            <button class="fr-btn" type="submit">"Chercher"</button>
        </form>
        {below}
    }
    .into_any()
}

#[component]
fn Results(edition: Arc<Edition>, asked: String, answer: Answer) -> impl IntoView {
    let summary = match (answer.found.len(), answer.is_sure) {
        (0, _) => "Aucune réponse ne contient ces mots.",
        (_, false) => "Aucune réponse ne correspond sûrement à votre question. Voici les plus proches.",
        (1, true) => "Une réponse correspond à votre question.",
        (_, true) => "Ces réponses correspondent à votre question, la plus proche d’abord.",
    };
    let wanted = edition.index().wanted(&asked);
    let lines = answer
        .found
        .iter()
        .map(|Found { at, .. }| view! { <Line edition={edition.clone()} at={*at} wanted={wanted.clone()}/> })
        .collect_view();
    view! {
        <p role="status" class="fr-text--lead">{summary}</p>
        <ol class="found">{lines}</ol>
        <AskGendarme/>
    }
    .into_any()
}

#[component]
fn Line(edition: Arc<Edition>, at: usize, wanted: Wanted) -> impl IntoView {
    let env = Env::current();
    let Entry { id, question, answer, .. } = &edition.entries()[at];
    let (question, begin) = (marked(&wanted, question), excerpt(answer));
    let begin = marked(&wanted, &begin);
    view! { <li><a href=env.href(address::FAQ_ENTRY.of(id.clone()))>{question}</a><p>{begin}</p></li> }
        .into_any()
}

/// Every question, theme by theme, in the order in which the base has them.
#[component]
fn Themes(edition: Arc<Edition>) -> impl IntoView {
    let env = Env::current();
    let mut themes: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in edition.entries() {
        match themes.iter_mut().find(|(theme, _)| *theme == entry.theme) {
            Some((_, entries)) => entries.push(entry),
            None => themes.push((&entry.theme, vec![entry])),
        }
    }
    themes
        .into_iter()
        .map(|(theme, entries)| {
            let title = if theme.is_empty() { "Autres questions" } else { theme }.to_owned();
            let links = entries
                .into_iter()
                .map(|entry| {
                    let to = env.href(address::FAQ_ENTRY.of(entry.id.clone()));
                    view! { <li><a href=to>{entry.question.clone()}</a></li> }
                })
                .collect_view();
            view! { <section><h2>{title}</h2><ul>{links}</ul></section> }
        })
        .collect_view()
}
