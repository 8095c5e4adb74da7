//! The home page.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{
    barometer::model::home::{self, Card, Home},
    components::{
        chart_card::{ChartCard, ChartScript},
        simulated::Simulated,
    },
    env::Env,
    pages::{awaited, trouble::Trouble},
};

#[component]
pub fn HomePage() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        match home::build(&env).await {
            Ok(home) => view! { <Filled home/> }.into_any(),
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

#[component]
fn Filled(home: Home) -> impl IntoView {
    let env = Env::current();
    let site = env.barometer.site().clone();
    let cards = home.cards.iter().cloned().map(|card| view! { <ServiceCard card/> }).collect_view();
    let empty = home.cards.is_empty().then(|| {
        view! { <p>"Aucune donnée n’a encore été chargée. La commande « cyberimpact ingest » charge les fichiers d’une source."</p> }
    });
    let changes = (!home.changes.is_empty()).then(|| {
        view! {
            <section class="changes" aria-labelledby="ce-qui-change">
                <h2 id="ce-qui-change">"Ce qui a changé"</h2>
                <ul>{home.changes.iter().cloned().map(|c| view! { <li>{c}</li> }).collect_view()}</ul>
            </section>
        }
    });
    let map = home.map.map(|section| view! { <ChartCard section page="/".to_owned() query=String::new()/> });
    view! {
        <Title text=format!("{} – {}", site.organisation.title, site.organisation.name)/>
        <Meta name="description" content=site.home.introduction.clone()/>
        <h1>{site.home.heading.clone()}</h1>
        <p class="fr-text--lead">{site.home.introduction.clone()}</p>
        {home.simulated.then(|| view! { <Simulated/> })}
        {home.as_of.map(|d| view! { <p class="fresh">{format!("Données à jour au {}.", french::date(d))}</p> })}
        <h2 class="fr-sr-only">"Les services"</h2>
        {empty}
        <ul class="cards">{cards}</ul>
        {changes}
        {map}
        <ChartScript/>
        <section class="open" aria-labelledby="donnees-ouvertes">
            <h2 id="donnees-ouvertes">"Réutiliser ces chiffres"</h2>
            <p>
                "Chaque chiffre se télécharge sous son graphique, et se demande par "
                <a href=env.href("/api")>"l’API ouverte"</a>
                ", sans clé. Sources, définitions et dates sont sur la page "
                <a href=env.href("/information-donnees")>"Informations sur les données"</a>
                "."
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn ServiceCard(card: Card) -> impl IntoView {
    let env = Env::current();
    let href = env.href(format!("/{}", card.page));
    let changes = card
        .changes
        .into_iter()
        .map(|c| view! { <p class="change">{french::capital(&c)}</p> })
        .collect_view();
    view! {
        <li class="tile">
            <h3><a href=href>{card.name}</a></h3>
            <p class="figure"><strong>{card.value}</strong>" "<span>{card.unit}</span></p>
            {changes}
            <div inner_html=card.spark></div>
            <p class="detail">
                {card.spark_words}" "
                {card.as_of.map(|d| format!("Au {}.", french::date(d)))}
                {card.simulated.then_some(" Données simulées.")}
            </p>
        </li>
    }
    .into_any()
}
