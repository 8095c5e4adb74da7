//! Every kind of chart and every edge case, for who develops them.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::chart_card::{ChartCard, ChartScript},
    env::Env,
    pages::not_found::NotFound,
};

#[component]
pub fn Gallery() -> impl IntoView {
    if !Env::current().gallery {
        return view! { <NotFound/> }.into_any();
    }
    let cards = crate::sections::gallery()
        .into_iter()
        .map(|section| view! { <ChartCard section page="/galerie".to_owned() query=String::new()/> })
        .collect_view();
    view! {
        <Title text="Galerie des graphiques"/>
        <h1>"Galerie des graphiques"</h1>
        {cards}
        <ChartScript/>
    }
    .into_any()
}
