//! A question, its finding, and the figure that proves it: chart, description, table, downloads.

use charts::{
    describe::describe,
    plot::legend,
    scene::Size,
    spec::{ChartSpec, Kind},
    svg::{blank, outlines_of, svg},
    table::table,
};
use domain::query::Ask;
use leptos::prelude::*;
use leptos_meta::Script;

use super::{copy_link::CopyLink, simulated::Simulated, table::DataTable};
use crate::{
    env::Env,
    impact::{components::following::SeriesTools, model::annotations::series_of},
    model::{self, Section, api_query},
};

/// Rows of a table that are written into the page; the rest is in the download.
const MOST_ROWS: usize = 400;

/// Source, licence and permanent address of a chart in one line.
fn credit(env: &Env, page: &str, query: &str, section: &Section) -> String {
    let from = model::provenance(env, name_of(page), query, section);
    format!("{} – {} – {}", from.source, from.licence, from.permalink)
}

/// A page's name among the addresses of charts.
fn name_of(page: &str) -> &str {
    if page == "/" { model::HOME } else { page.trim_start_matches('/') }
}

/// Address of the data of a page's charts.
fn data_address(page: &str, query: &str) -> String {
    Env::current().href(format!("/graphiques/{}.bin{query}", name_of(page)))
}

/// Loads what wakes the charts, after what the first paint needs; only pages that have some ask for it.
#[component]
pub fn ChartScript() -> impl IntoView {
    let env = Env::current();
    env.hydrates.then(|| view! { <Script type_="module" fetchpriority="low" src=env.asset("charts.js")/> })
}

#[component]
pub fn ChartCard(
    section: Section,
    /// Path and query of the page, for the SVG file and the permalink.
    page: String,
    query: String,
    /// Behind the login: nothing to embed elsewhere, and no open address of the same figures.
    #[prop(optional)]
    impact: bool,
) -> impl IntoView {
    let env = Env::current();
    let credit = credit(&env, &page, &query, &section);
    let series = if impact { series_of(&section) } else { Vec::new() };
    let Section { id, question, finding, spec, asks, events, note, compared, more, .. } = section;
    let title_id = format!("{id}-titre");
    let figure = spec.map(|spec| {
        let height = match spec.kind {
            Kind::Map(_) => 1150,
            _ => 760,
        };
        let tools = (!series.is_empty()).then(|| {
            let back = format!("{page}{query}#{id}");
            view! { <SeriesTools series name=question.clone() back/> }
        });
        let ask = asks.into_iter().next().filter(|_| !impact);
        let links = view! { <Downloads impact height id=id.clone() question=question.clone() page=page.clone() query=query.clone() ask/> };
        let charts = data_address(&page, &query);
        let links = view! { {links}{tools} };
        view! { <Figure spec id=id.clone() events note compared charts credit links=links.into_any()/> }
    });
    let more =
        more.map(|(name, path)| view! { <p><a class="fr-link lone" href=env.href(&path)>{name}</a></p> });
    view! {
        <section class="question" id=id.clone() aria-labelledby=title_id.clone()>
            <h2 id=title_id.clone()>{french::typeset(&question)}</h2>
            <p class="finding">{french::typeset(&finding)}</p>
            {figure}
            {more}
        </section>
    }
    .into_any()
}

/// Files of a chart, its address, and the code that shows it elsewhere.
#[component]
fn Downloads(
    id: String,
    question: String,
    page: String,
    query: String,
    ask: Option<Ask>,
    /// Pixels that the frame needs.
    height: u32,
    impact: bool,
) -> impl IntoView {
    let env = Env::current();
    let file = |kind: &str| env.href(format!("/graphiques/{}/{id}.{kind}{query}", name_of(&page)));
    let api = ask.map(|ask| {
        let href = env.href(format!("/api/v1/observations?{}", api_query(&ask)));
        view! { <li><a class="fr-link" href=href>"API"</a></li> }
    });
    let frame = format!(
        "<iframe src=\"{}{}\" title=\"{}\" width=\"100%\" height=\"{height}\" loading=\"lazy\"></iframe>",
        env.public_url,
        env.href(format!("/integrer/{}/{id}{query}", name_of(&page))),
        charts::svg::escape(&question),
    );
    let label = format!("Télécharger : {question}");
    let list = view! {
        <ul class="downloads" aria-label=label>
            <li><a class="fr-link" href=file("csv") download="">"CSV"</a></li>
            <li><a class="fr-link" href=file("xlsx") download="">"XLSX"</a></li>
            <li><a class="fr-link" href=file("json")>"JSON"</a></li>
            <li><a class="fr-link" href=file("svg") download="">"SVG"</a></li>
            {api}
            <li><a class="fr-link" href=format!("#{id}")>"Lien permanent"</a></li>
            <li><CopyLink anchor=id.clone()/></li>
        </ul>
    };
    // Side by side there is little room: the files are asked for.
    let list = match impact {
        true => {
            view! { <details class="files"><summary>"Fichiers et lien"</summary>{list}</details> }.into_any()
        }
        false => list.into_any(),
    };
    view! {
        {list}
        {(!impact).then(|| view! {
            <details class="embed">
                <summary>"Intégrer ce graphique"</summary>
                <p>"Copiez ce code dans votre page :"</p>
                <pre><code>{frame}</code></pre>
            </details>
        })}
    }
    .into_any()
}

/// A chart alone, on the light page of a frame.
#[component]
pub fn Embedded(section: Section, page: String, query: String) -> impl IntoView {
    let env = Env::current();
    let credit = credit(&env, &page, &query, &section);
    let Section { id, question, finding, spec, events, note, compared, simulated, .. } = section;
    let full = env.href(format!(
        "{}{query}#{id}",
        if page == model::HOME { "/".to_owned() } else { format!("/{page}") }
    ));
    let organisation = env.barometer.site().organisation.title.clone();
    let links =
        view! { <p class="note"><a class="fr-link lone" href=full target="_top">{organisation}</a></p> }
            .into_any();
    let charts = data_address(&page, &query);
    let figure =
        spec.map(|spec| view! { <Figure spec id events note compared charts credit=credit.clone() links/> });
    view! {
        <h1>{question}</h1>
        <p class="finding">{french::typeset(&finding)}</p>
        {simulated.then(|| view! { <Simulated/> })}
        {figure}
        <p class="note">{credit}</p>
    }
    .into_any()
}

#[component]
fn Figure(
    spec: ChartSpec,
    id: String,
    events: Vec<String>,
    note: String,
    compared: Option<String>,
    /// Where the chunk finds the data.
    charts: String,
    /// Source, licence and address, for pictures that leave the page.
    credit: String,
    /// Downloads.
    links: AnyView,
) -> impl IntoView {
    let caption_id = format!("{id}-legende");
    let description_id = format!("{id}-description");
    let is_map = matches!(spec.kind, Kind::Map(_));
    let env = Env::current();
    let is_lean = env.is_lean;
    let later = is_lean.then_some("");
    // What wakes the charts would ask for it as soon as the page is there.
    let values = is_lean.then(|| charts::wire::text(&spec).ok()).flatten();
    let drawing = |size| if is_lean { blank(&spec, size) } else { svg(&spec, size) };
    // A map's canvas takes its outlines from the drawing.
    let drawings = if is_map {
        let outlines = outlines_of(&spec);
        let is_there = is_lean && env.outlines.split(' ').any(|name| name == outlines);
        let drawing = if is_there { blank(&spec, Size::WIDE) } else { svg(&spec, Size::WIDE) };
        view! { <div class="plot map" data-outlines=outlines data-later=is_there.then_some("") inner_html=drawing></div> }.into_any()
    } else {
        view! {
            <div class="plot wide" data-later=later inner_html=drawing(Size::WIDE)></div>
            <div class="plot narrow" data-later=later inner_html=drawing(Size::NARROW)></div>
        }
        .into_any()
    };
    let legend = match &spec.kind {
        Kind::Map(_) | Kind::HeatMap(_) => {
            let lines = legend(&spec)
                .into_iter()
                .map(|l| {
                    let class = format!("swatch {}", l.class);
                    view! { <li><span class=class aria-hidden="true"></span>{l.label}<span class="count">{l.count}</span></li> }
                })
                .collect_view();
            let per = match &spec.kind {
                Kind::Map(map) if !map.per.is_empty() => french::capital(&map.per),
                Kind::HeatMap(_) => "Moyenne par heure".to_owned(),
                _ => "Valeur".to_owned(),
            };
            Some(view! { <div class="legend"><p>{per}</p><ul>{lines}</ul></div> })
        }
        _ => None,
    };
    let mut data = table(&spec);
    let total = data.rows.len();
    data.rows.truncate(MOST_ROWS);
    let summary =
        format!("Voir le tableau des données ({total} {})", if total > 1 { "lignes" } else { "ligne" });
    let cut = (total > MOST_ROWS).then(
        || view! { <p>{format!("Les {MOST_ROWS} premières lignes ; toutes sont dans le fichier CSV.")}</p> },
    );
    let events = (!events.is_empty()).then(|| {
        view! { <ol class="events" aria-label="Événements">{events.into_iter().map(|e| view! { <li>{e}</li> }).collect_view()}</ol> }
    });
    let statuses = match &spec.kind {
        Kind::Time(series) => {
            let has = |s| series.points().has(s);
            let mut words = Vec::new();
            if has(domain::observation::Status::Partial) {
                words.push("pâle, bord en tirets : période incomplète");
            }
            if has(domain::observation::Status::Provisional) {
                words.push("teinte atténuée : provisoire");
            }
            if has(domain::observation::Status::Suppressed) {
                words.push("pointillé : secret statistique");
            }
            (!words.is_empty()).then(|| format!("{}.", french::capital(&words.join(" ; "))))
        }
        _ => None,
    };
    let key = [compared, statuses].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let key = (!key.is_empty()).then(|| view! { <p class="key">{key}</p> });
    let class = if is_map { "card with-map" } else { "card" };
    view! {
        <figure class=class aria-labelledby=caption_id.clone() aria-describedby=description_id.clone() data-chart=id data-charts=charts data-values=values data-credit=credit>
            <figcaption id=caption_id.clone()>{french::typeset(&spec.title)}</figcaption>
            <div class="stage">{drawings}</div>
            {legend}
            {key}
            {events}
            <details class="words">
                <summary>"Lire la description du graphique"</summary>
                <p id=description_id.clone()>{describe(&spec)}</p>
            </details>
            <details class="data">
                <summary>{summary}</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=format!("Tableau : {}", spec.title) data-later=later>
                    {(!is_lean).then(|| view! { <DataTable table=data/> })}
                </div>
                {cut}
            </details>
            <p class="note">{french::typeset(&note)}</p>
            {links}
        </figure>
    }
    .into_any()
}
