//! Period, comparison and territory of a page: links for presets, a GET form for the rest.

use domain::{
    query::Comparison,
    territory::{Level, Territory},
};
use leptos::prelude::*;

use crate::{
    env::Env,
    model::PageModel,
    state::{Preset, years},
};

#[component]
pub fn Picker(model: PageModel) -> impl IntoView {
    let env = Env::current();
    let state = model.state.clone();
    let here = env.href(&model.path);
    let preset = |value: &'static str, name: &'static str, is: Preset| {
        let current = state.preset == is;
        let href = format!("{here}{}", state.with("periode", value));
        view! { <li><a class="preset" href=href aria-current=current.then_some("true")>{name}</a></li> }
    };
    let presets = view! {
        <ul class="presets" aria-label="Période">
            {preset("7j", "7 jours", Preset::Week)}
            {preset("30j", "30 jours", Preset::Month)}
            {preset("12m", "12 mois", Preset::Twelve)}
            {preset("origine", "Depuis l’origine", Preset::Origin)}
        </ul>
    };
    let coverage = model.coverage;
    let year = match state.preset {
        Preset::Year(y) => Some(y),
        _ => None,
    };
    let year_options = coverage
        .map(years)
        .unwrap_or_default()
        .into_iter()
        .map(|y| view! { <option value=y.to_string() selected={year == Some(y)}>{y.to_string()}</option> })
        .collect_view();
    let (from, to) = match model.window {
        Some(w) => (w.from.to_string(), w.to.to_string()),
        None => (String::new(), String::new()),
    };
    let (low, high) = coverage.map(|c| (c.from.to_string(), c.to.to_string())).unwrap_or_default();
    let compare = match state.compare {
        Some(Comparison::Year) => "annee",
        Some(Comparison::Previous) => "precedent",
        None => "non",
    };
    let comparisons = [("annee", "un an avant"), ("precedent", "la période précédente"), ("non", "aucune")]
        .map(|(value, name)| view! { <option value=value selected={value == compare}>{name}</option> })
        .collect_view();
    let territory = state.territory;
    // A territory that the form does not choose goes along.
    let goes_along =
        territory != state.home && (model.territorial || !model.path.starts_with("/territoires"));
    let territory_kept =
        || goes_along.then(|| view! { <input type="hidden" name="territoire" value=territory.to_string()/> });
    let territories = model.territorial.then(|| {
        let option = |t: Territory| {
            let name = if t == Territory::France {
                "France entière".to_owned()
            } else {
                format!("{} – {}", t.code(), t.name())
            };
            view! { <option value=t.to_string() selected={t == territory}>{name}</option> }
        };
        let regions = Territory::all(Level::Region)
            .into_iter()
            .filter(|r| r.code().len() == 2)
            .map(|t| view! { <option value=t.to_string() selected={t == territory}>{t.name()}</option> })
            .collect_view();
        let departements = Territory::all(Level::Departement).into_iter().map(option).collect_view();
        view! {
            <div class="field">
                <label class="fr-label" for="territoire">"Territoire"</label>
                <select class="fr-select" id="territoire" name="territoire">
                    {option(Territory::France)}
                    <optgroup label="Régions">{regions}</optgroup>
                    <optgroup label="Départements et collectivités">{departements}</optgroup>
                </select>
            </div>
        }
    });
    let period_fields = match state.preset {
        Preset::Week => vec![("periode", "7j".to_owned())],
        Preset::Month => vec![("periode", "30j".to_owned())],
        Preset::Origin => vec![("periode", "origine".to_owned())],
        Preset::Year(y) => vec![("periode", "annee".to_owned()), ("annee", y.to_string())],
        Preset::Free => vec![("periode", "libre".to_owned()), ("du", from.clone()), ("au", to.clone())],
        Preset::Twelve => Vec::new(),
    }
    .into_iter()
    .map(|(n, v)| view! { <input type="hidden" name=n value=v/> })
    .collect_view();
    let problem =
        state.problem.clone().map(|p| view! { <p class="fr-message fr-message--error" role="alert">{p}</p> });
    view! {
        <section class="picker" aria-label="Choisir la période" data-told=state.words()>
            {presets}
            <form id="annee-form" data-auto="" method="get" action=here.clone() class="field inline">
                <input type="hidden" name="periode" value="annee"/>
                <input type="hidden" name="comparer" value=compare/>
                {territory_kept()}
                <label class="fr-label" for="annee">"Année"</label>
                <select class="fr-select" id="annee" name="annee">
                    <option value="">"–"</option>
                    {year_options}
                </select>
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit" >"Afficher"<span class="fr-sr-only">" l’année"</span></button>
            </form>
            <form method="get" action=here.clone() class="field inline">
                <input type="hidden" name="periode" value="libre"/>
                <input type="hidden" name="comparer" value=compare/>
                {territory_kept()}
                <label class="fr-label" for="du">"Du"</label>
                <input class="fr-input" type="date" id="du" name="du" value=from min=low.clone() max=high.clone() required=true/>
                <label class="fr-label" for="au">"au"</label>
                <input class="fr-input" type="date" id="au" name="au" value=to min=low max=high required=true/>
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit" >"Afficher"<span class="fr-sr-only">" cette période"</span></button>
            </form>
            <form id="vue-form" data-auto="" method="get" action=here class="field inline">
                {period_fields}
                <div class="field">
                    <label class="fr-label" for="comparer">"Comparer à"</label>
                    <select class="fr-select" id="comparer" name="comparer">{comparisons}</select>
                </div>
                {territories}
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit" >"Appliquer"<span class="fr-sr-only">" la comparaison et le territoire"</span></button>
            </form>
            {problem}
        </section>
    }
    .into_any()
}
