//! A page of figures: headline, picker, questions.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

use super::{
    breadcrumb::Breadcrumb,
    chart_card::{ChartCard, ChartScript},
    picker::Picker,
    simulated::Simulated,
};
use crate::{env::Env, model::PageModel};

#[component]
pub fn ServiceView(model: PageModel) -> impl IntoView {
    let env = Env::current();
    let site_title = env.barometer.site().organisation.title.clone();
    let query = model.state.query();
    let page = model.path.clone();
    let sections = model
        .sections
        .iter()
        .cloned()
        .map(|section| view! { <ChartCard section page=page.clone() query=query.clone()/> })
        .collect_view();
    let headline = model.headline.clone().map(|h| {
        view! {
            <div class="headline">
                <p class="figure"><strong>{h.value}</strong>" "<span>{h.label}</span></p>
                {h.change.map(|c| view! { <p class="change">{c}</p> })}
                {h.second.map(|s| view! { <p class="change">{s}</p> })}
            </div>
        }
    });
    let fresh = model.as_of.map(|d| format!("Données à jour au {}.", french::date(d)));
    let about =
        env.href(format!("/information-donnees#{}", model.path.trim_start_matches('/').replace('/', "-")));
    let link = (!model.link.is_empty()).then(|| {
        view! { <a class="fr-link" href=model.link.clone() rel="noopener external" title="Aller au service, site externe">"Aller au service"</a> }
    });
    let related = env
        .barometer
        .site()
        .service
        .iter()
        .filter(|s| format!("/{}", s.page) != model.path)
        .map(|s| {
            let href = format!("{}{query}", env.href(format!("/{}", s.page)));
            view! { <li><a class="fr-link" href=href>{s.menu.clone()}</a></li> }
        })
        .collect_view();
    let contents = model
        .sections
        .iter()
        .map(|s| view! { <li><a href=format!("#{}", s.id)>{s.question.clone()}</a></li> })
        .collect_view();
    let parts = (!model.parts.is_empty()).then(|| {
        let items = model
            .parts
            .iter()
            .map(|(name, path)| view! { <li><a class="fr-link" href=format!("{}{query}", env.href(path))>{name.clone()}</a></li> })
            .collect_view();
        view! { <nav class="parts" aria-label="Départements de cette région"><ul>{items}</ul></nav> }
    });
    view! {
        <Title text=format!("{} – {site_title}", model.title)/>
        <Meta name="description" content=model.introduction.clone()/>
        <Meta property="og:title" content=model.title.clone()/>
        <Meta property="og:description" content=model.introduction.clone()/>
        <Link rel="canonical" href=format!("{}{}", env.public_url, model.path)/>
        <Breadcrumb crumbs=model.crumbs.clone() here=model.title.clone()/>
        <h1>{model.title.clone()}</h1>
        <p class="fr-text--lead">{model.introduction.clone()}</p>
        {parts}
        {model.simulated.then(|| view! { <Simulated/> })}
        {headline}
        <p class="fresh">{fresh}" "{model.since.clone()}" "<a class="fr-link" href=about>"D’où viennent ces chiffres ?"</a>" "{link}</p>
        <Picker model=model.clone()/>
        <nav class="contents" aria-label="Questions de cette page"><ul>{contents}</ul></nav>
        {sections}
        <ChartScript/>
        <nav class="related" aria-label="Autres services"><h2>"Autres services, même période"</h2><ul>{related}</ul></nav>
    }
    .into_any()
}
