//! What is compared: up to six lines, a form that works without JavaScript; and how two curves go together.

use charts::{
    scatter::{self, Scatter},
    scene::Size,
};

use domain::{query::Place, territory::Territory, time::Grain};
use leptos::prelude::*;

use super::{scope_bar::Fresh, territory_options::options};
use crate::{
    address,
    components::table::DataTable,
    env::Env,
    impact::model::{
        Screen,
        explorer::{Computation, Explorer, LINES, Line, PATH},
        link::{CLOUD, Link},
    },
    state::{PERIODS, Preset},
};

/// Rows of the cloud's table that are written into the page.
const MOST_ROWS: usize = 400;

const GRAINS: [(Grain, &str); 5] = [
    (Grain::Day, "jour"),
    (Grain::Week, "semaine"),
    (Grain::Month, "mois"),
    (Grain::Quarter, "trimestre"),
    (Grain::Year, "année"),
];

#[component]
pub fn ExplorerForm(explorer: Explorer, screen: Screen) -> impl IntoView {
    let env = Env::current();
    let state = screen.state.clone();
    let mut rows: Vec<AnyView> = (1..)
        .zip(&explorer.lines)
        .map(|(n, line)| view! { <Row n line=Some(line.clone())/> }.into_any())
        .collect();
    if rows.len() < LINES {
        let n = rows.len() + 1;
        rows.push(view! { <Row n line=None/> }.into_any());
    }
    let grains = GRAINS
        .map(|(grain, word)| view! { <option value=grain.id() selected={explorer.grain == Some(grain)}>{word}</option> })
        .collect_view();
    let computations = Computation::ALL
        .map(|c| view! { <option value=c.id() selected={c == explorer.computation}>{c.title()}</option> })
        .collect_view();
    let periods = PERIODS.into_iter().chain([("libre", "Du … au …", Preset::Free)])
    .map(|(value, name, preset)| view! { <option value=value selected={preset == state.preset}>{name}</option> })
    .collect_view();
    let (low, high) = screen.coverage.map(|c| (c.from.to_string(), c.to.to_string())).unwrap_or_default();
    let window = screen.coverage.map(|c| state.window(c));
    let (from, to) = window.map(|w| (w.from.to_string(), w.to.to_string())).unwrap_or_default();
    let problems = explorer
        .problems
        .iter()
        .chain(&state.problem)
        .map(|r| view! { <p class="fr-message fr-message--error" role="alert">{r.clone()}</p> })
        .collect_view();
    view! {
        <form id="explorer-form" data-auto="" method="get" action=env.href(address::EXPLORER) class="explorer" aria-label="Ce qui est comparé">
            {rows}
            <div class="scope-bar">
                <span class="pair"><label class="fr-label" for="periode">"Période"</label>
                <select class="fr-select" id="periode" name="periode">{periods}</select></span>
                <span class="pair"><label class="fr-label" for="du">"du"</label>
                <input class="fr-input" type="date" id="du" name="du" value=from min=low.clone() max=high.clone()/></span>
                <span class="pair"><label class="fr-label" for="au">"au"</label>
                <input class="fr-input" type="date" id="au" name="au" value=to min=low max=high/></span>
                <span class="pair"><label class="fr-label" for="grain">"Pas"</label>
                <select class="fr-select" id="grain" name="grain"><option value="">"automatique"</option>{grains}</select></span>
                <span class="pair"><label class="fr-label" for="calcul">"Calcul"</label>
                <select class="fr-select" id="calcul" name="calcul">{computations}</select></span>
                <span class="pair"><label class="fr-label" for="vue">"Vue"</label>
                <select class="fr-select" id="vue" name="vue">
                    <option value="">"ensemble"</option>
                    <option value="panneaux" selected=explorer.apart>"un panneau par courbe"</option>
                </select></span>
                <button class="fr-btn fr-btn--sm" type="submit">"Afficher"</button>
                <a class="fr-link" href=env.href(address::EXPLORER)>"Recommencer"</a>
                <Fresh as_of=screen.as_of simulated=screen.simulated/>
            </div>
            {problems}
        </form>
    }
    .into_any()
}

#[component]
fn Row(n: usize, line: Option<Line>) -> impl IntoView {
    let env = Env::current();
    let chosen = line.as_ref().map(|l| l.indicator.clone()).unwrap_or_default();
    let indicators = super::annotations::indicators(&chosen);
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    let home = mandate.map_or(Territory::France, |m| m.scope());
    let place = line.as_ref().map_or(home, |l| l.place);
    let places = options(|t| mandate.is_some_and(|m| m.covers(Place::One(t))), &place.to_string());
    let current = line.as_ref().and_then(|l| l.filter.as_ref()).map(|(d, v)| format!("{}:{v}", d.id()));
    let filters = line
        .as_ref()
        .map(|l| l.choices.clone())
        .unwrap_or_default()
        .into_iter()
        .map(|(value, words)| {
            let selected = current.as_ref() == Some(&value);
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    let is_new = line.is_none();
    let word = if is_new { "Ajouter une courbe".to_owned() } else { format!("Courbe {n}") };
    let none = if is_new { "–" } else { "retirer" };
    let rest = (!is_new).then(|| {
        view! {
            <label class="fr-sr-only" for=format!("t{n}")>{format!("Territoire de la courbe {n}")}</label>
            <select class="fr-select" id=format!("t{n}") name=format!("t{n}")>{places}</select>
            <label class="fr-sr-only" for=format!("f{n}")>{format!("Filtre de la courbe {n}")}</label>
            <select class="fr-select" id=format!("f{n}") name=format!("f{n}")><option value="">"sans filtre"</option>{filters}</select>
        }
    });
    view! {
        <div class="explorer-line">
            <label class="fr-label" for=format!("s{n}")>{word}</label>
            <select class="fr-select" id=format!("s{n}") name=format!("s{n}")><option value="">{none}</option>{indicators}</select>
            {rest}
        </div>
    }
    .into_any()
}

#[component]
pub fn LinkView(link: Link, query: String) -> impl IntoView {
    let rows = link
        .lags
        .iter()
        .map(|(lag, r, n)| view! { <tr><th scope="row">{*lag}</th><td>{french::number(*r, 2)}</td><td>{*n}</td></tr> })
        .collect_view();
    view! {
        <section class="brief" id="lien" aria-labelledby="lien-titre">
            <h2 id="lien-titre">"Les deux premières courbes varient-elles ensemble ?"</h2>
            <p>{french::typeset(&link.finding)}</p>
            <ScatterView scatter=link.scatter query/>
            <details>
                <summary>"Tous les décalages"</summary>
                <table class="accounts">
                    <thead><tr><th scope="col">"Décalage (périodes)"</th><th scope="col">"Corrélation des variations"</th><th scope="col">"Paires"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </section>
    }
    .into_any()
}

/// Two curves against each other: a picture, its words, its values.
#[component]
fn ScatterView(scatter: Scatter, query: String) -> impl IntoView {
    let env = Env::current();
    let file = |kind: &str| env.href(format!("/graphiques/{PATH}/{CLOUD}.{kind}{query}"));
    let told = scatter::describe(&scatter);
    let mut data = scatter::table(&scatter);
    let all = data.rows.len();
    data.rows.truncate(MOST_ROWS);
    let summary = format!("Voir le tableau des données ({all} lignes)");
    view! {
        <figure class="card" id=CLOUD aria-labelledby="nuage-legende">
            <figcaption id="nuage-legende">{scatter.title.clone()}</figcaption>
            <div class="stage">
                <div class="plot wide" inner_html=scatter::picture(&scatter, Size::WIDE)></div>
                <div class="plot narrow" inner_html=scatter::picture(&scatter, Size::NARROW)></div>
            </div>
            <p class="note">{told}</p>
            <details class="data">
                <summary>{summary}</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=format!("Tableau : {}", scatter.title)><DataTable table=data/></div>
            </details>
            <details class="files">
                <summary>"Fichiers"</summary>
                <ul class="downloads" aria-label="Télécharger le nuage de points">
                    <li><a class="fr-link" href=file("csv") download="">"CSV"</a></li>
                    <li><a class="fr-link" href=file("xlsx") download="">"XLSX"</a></li>
                    <li><a class="fr-link" href=file("svg") download="">"SVG"</a></li>
                </ul>
            </details>
        </figure>
    }
    .into_any()
}
