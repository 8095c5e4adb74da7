//! Where a citizen begins: whom to call, what the brigade does, the ways to it.

use domain::conversation::Language;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{
    address,
    brigade::{
        emergency::EmergencyFirst,
        surge::{AnswersFirst, Busy, is_surge},
        wording::{Languages, Wording, asked, page_in},
    },
    components::breadcrumb::Breadcrumb,
    env::Env,
    pages::awaited,
};

#[component]
pub fn BrigadePage() -> impl IntoView {
    let env = Env::current();
    let organisation = env.barometer.site().organisation.clone();
    let language = asked().unwrap_or_default();
    let wording = Wording::of(language);
    let write = env.href(page_in(address::CHAT, language, Language::default(), ""));
    let way = if env.brigade_open {
        view! {
            <BusyNow wording language/>
            <p><a class="fr-btn" href=write rel="external">{wording.write_title}</a></p>
        }
        .into_any()
    } else {
        view! { <p>{wording.not_open}</p> }.into_any()
    };
    // Its words are in French alone.
    let orientation = (language == Language::French).then(|| {
        view! { <p>"Vous ne savez pas à qui vous adresser ? "<a href=env.href(address::ORIENTATION) rel="external">"Trouver le bon service en quelques questions"</a>"."</p> }
    });
    view! {
        <Title text=format!("Brigade numérique – {}", organisation.title)/>
        <Meta name="description" content=wording.home_lead/>
        <Breadcrumb here="Brigade numérique".to_owned()/>
        <div lang=wording.tag>
            <Languages page=address::BRIGADE now=language usual=Language::French/>
            <h1>{wording.home_title}</h1>
            <EmergencyFirst wording/>
            <p class="fr-text--lead">{wording.home_lead}</p>
            {way}
            {env.brigade_open.then(|| view! { <ByForm wording language/> })}
            {orientation}
            <p>{wording.home_answers}<a href=env.href(address::FAQ)>{wording.home_answers_link}</a>"."</p>
            <h2>{wording.not_done_title}</h2>
            <p>{wording.not_done}</p>
            <h2>{wording.kept_title}</h2>
            <p>{wording.kept}</p>
        </div>
    }
    .into_any()
}

/// The form whose answer comes by mail, where one can leave.
#[component]
fn ByForm(wording: &'static Wording, language: Language) -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        match env.brigade.answers_by_mail().await {
            Ok(true) => {
                let form = env.href(page_in(address::CONTACT, language, Language::default(), ""));
                view! { <p><a class="fr-link" href=form rel="external">{wording.form_title}</a></p> }
                    .into_any()
            }
            Ok(false) => ().into_any(),
            Err(error) => {
                tracing::error!(%error, "whether answers leave by mail can't be read");
                ().into_any()
            }
        }
    })
}

/// Too many write at once.
#[component]
fn BusyNow(wording: &'static Wording, language: Language) -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        match is_surge(&env).await {
            true => view! { <Busy wording/><AnswersFirst language/> }.into_any(),
            false => ().into_any(),
        }
    })
}
