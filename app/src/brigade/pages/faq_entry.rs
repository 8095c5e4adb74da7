//! One question and its answer.

use std::sync::Arc;

use knowledge::Edition;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

use crate::{
    address,
    brigade::answers::{AskGendarme, Paragraphs, Source, excerpt},
    components::breadcrumb::Breadcrumb,
    env::Env,
    pages::{awaited, not_found::NotFound, trouble::Trouble},
};

/// Other entries that are named.
const OTHERS: usize = 3;

#[component]
pub fn FaqEntryPage() -> impl IntoView {
    let env = Env::current();
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    awaited(async move {
        match env.knowledge.edition().await {
            Ok(edition) if edition.entry(&id).is_some() => view! { <Filled edition id/> }.into_any(),
            Ok(_) => view! { <NotFound/> }.into_any(),
            Err(error) => view! { <Trouble failure=error.into()/> }.into_any(),
        }
    })
}

#[component]
fn Filled(edition: Arc<Edition>, id: String) -> impl IntoView {
    let env = Env::current();
    let Some(entry) = edition.entry(&id).cloned() else { return ().into_any() };
    let crumbs = [("Brigade numérique", address::BRIGADE), ("Questions et réponses", address::FAQ)]
        .map(|(name, address)| (name.to_owned(), address.path().to_owned()));
    // Near by its words, and about the same.
    let near = edition.index().search(&entry.question, edition.entries().len());
    let others: Vec<_> = near
        .found
        .into_iter()
        .map(|found| &edition.entries()[found.at])
        .filter(|other| other.id != id && other.theme == entry.theme)
        .take(OTHERS)
        .map(|other| {
            let to = env.href(address::FAQ_ENTRY.of(other.id.clone()));
            view! { <li><a href=to>{other.question.clone()}</a></li> }
        })
        .collect();
    let others = (!others.is_empty()).then(|| view! { <h2>"Questions proches"</h2><ul>{others}</ul> });
    view! {
        <Title text=format!("{} – Brigade numérique", entry.question)/>
        <Meta name="description" content=excerpt(&entry.answer)/>
        <Breadcrumb crumbs=crumbs.to_vec() here=entry.question.clone()/>
        <article class="answer">
            <h1>{entry.question}</h1>
            <Paragraphs text=entry.answer/>
            <Source address=entry.source/>
        </article>
        {others}
        <AskGendarme/>
    }
    .into_any()
}
