//! The way from France to a région to a département.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{
    components::{breadcrumb::Breadcrumb, territory_list::TerritoryList},
    env::Env,
};

const INTRODUCTION: &str =
    "Choisissez une région ou un département : sa page réunit tous les chiffres qui existent à son échelle.";

#[component]
pub fn Territories() -> impl IntoView {
    let env = Env::current();
    view! {
        <Title text=format!("Territoires – {}", env.barometer.site().organisation.title)/>
        <Meta name="description" content=INTRODUCTION/>
        <Breadcrumb here="Territoires".to_owned()/>
        <h1>"Territoires"</h1>
        <p class="fr-text--lead">{INTRODUCTION}</p>
        <TerritoryList/>
    }
    .into_any()
}
