//! The questions of a screen, side by side as far as the screen is wide.

use leptos::prelude::*;

use crate::{
    components::chart_card::{ChartCard, ChartScript},
    model::Section,
};

#[component]
pub fn Panels(sections: Vec<Section>, page: String, query: String) -> impl IntoView {
    let cards = sections
        .into_iter()
        .map(|section| view! { <ChartCard section page=page.clone() query=query.clone() impact=true/> })
        .collect_view();
    view! {
        <div class="panels">{cards}</div>
        <ChartScript/>
    }
    .into_any()
}
