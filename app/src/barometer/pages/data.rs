//! Where each figure comes from: definition, source, coverage, freshness, licence, last run, rejects.

use domain::{catalogue::Indicator, source::Source};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use services::Failure;

use crate::{
    components::{breadcrumb::Breadcrumb, simulated::Simulated},
    env::Env,
    pages::{awaited, trouble::Trouble},
};

#[component]
pub fn Data() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        match load(&env).await {
            Ok(model) => view! { <Filled model/> }.into_any(),
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

struct Model {
    sources: Vec<SourceModel>,
    simulated: bool,
    chart: Option<charts::spec::ChartSpec>,
    /// The publication that is read, and a later one that failed its audit.
    release: Option<String>,
    refused: Option<String>,
}

struct SourceModel {
    source: Source,
    simulated: bool,
    last_run: Option<String>,
    rejects: Vec<String>,
    indicators: Vec<(&'static Indicator, String)>,
}

async fn load(env: &Env) -> Result<Model, Failure> {
    let snapshot = env.barometer.snapshot().await?;
    let catalogue = env.barometer.catalogue();
    let mut sources = Vec::new();
    let mut bars = Vec::new();
    for source in Source::ALL {
        let run = snapshot.latest_run(source);
        // Rows of one load are persons of one day: how many they are is decided by the release, not told here.
        let of_persons = env.barometer.threshold() > 1
            && catalogue
                .populations()
                .iter()
                .any(|p| catalogue.measure(&p.measure).is_some_and(|measure| measure.source == source));
        let mut rejects: Vec<String> = Vec::new();
        if let Some(run) = run {
            for r in env.barometer.rejects(run.id, 5).await? {
                let kind = if r.kept { "réserve" } else { "rejet" };
                let line = if of_persons { String::new() } else { format!("Ligne {}, ", r.line) };
                let told = format!("{line}{} ({kind}) : {}.", r.field, r.reason);
                if !rejects.contains(&told) {
                    rejects.push(told);
                }
            }
        }
        let indicators = catalogue
            .indicators()
            .iter()
            .filter(|i| catalogue.measure_of(i).source == source)
            .map(|i| {
                let words = match env.barometer.coverage(&snapshot, catalogue.measure_of(i)) {
                    Some(w) => french::window(w.from, w.to),
                    None => "pas encore de donnée".to_owned(),
                };
                (i, words)
            })
            .collect();
        let rows = snapshot.source(source).map_or(0, |state| state.changed_rows);
        bars.push(charts::spec::Bar {
            label: source.title().to_owned(),
            value: Some(magnitude(rows)),
            status: domain::observation::Status::Final,
            n: None,
            link: None,
        });
        sources.push(SourceModel {
            source,
            simulated: snapshot.is_simulated(source),
            last_run: run.map(|r| {
                let day = french::date(domain::time::civil_day(r.started_at));
                if of_persons {
                    return format!("Chargement n° {} du {day}.", r.id);
                }
                format!(
                    "Chargement n° {} du {day} : {} lignes lues, {} acceptées, {} rejetées, {} inchangées, {} réserves.",
                    r.id,
                    french::integer(r.read as f64),
                    french::integer(r.accepted as f64),
                    french::integer(r.rejected as f64),
                    french::integer(r.unchanged as f64),
                    french::integer(r.warnings as f64)
                )
            }),
            rejects,
            indicators,
        });
    }
    bars.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    let any = bars.iter().any(|b| b.value.unwrap_or(0.0) > 0.0);
    let chart = any.then(|| charts::spec::ChartSpec {
        id: "lignes".to_owned(),
        title: "Lignes chargées par source, en ordre de grandeur".to_owned(),
        unit: domain::catalogue::Unit::Rows,
        kind: charts::spec::Kind::Categories(charts::spec::Bars::parts(bars)),
    });
    let release = snapshot.release().map(|r| {
        format!("Publication n° {} du {}.", r.id, french::date(domain::time::civil_day(r.decided_at)))
    });
    let refused = snapshot.refused_release().map(|r| {
        format!(
            "La publication du {} n’a pas passé le contrôle du secret : les chiffres restent ceux de la précédente.",
            french::date(domain::time::civil_day(r.decided_at))
        )
    });
    Ok(Model { sources, simulated: snapshot.any_simulated(), chart, release, refused })
}

/// A number of rows to two digits: the difference between two loads tells nobody's day.
fn magnitude(rows: i64) -> f64 {
    let unit = 10_i64.pow(rows.max(1).ilog10().saturating_sub(1));
    ((rows + unit / 2) / unit * unit) as f64
}

#[component]
fn Filled(model: Model) -> impl IntoView {
    let env = Env::current();
    let threshold = env.barometer.threshold();
    let sources = model.sources.into_iter().map(|s| view! { <SourceBlock s/> }).collect_view();
    let site = env.barometer.site();
    // Anchors of the pages: each page links here.
    let anchors = site
        .service
        .iter()
        .filter_map(|s| {
            let catalogue = env.barometer.catalogue();
            let source = catalogue.measure_of(catalogue.indicator(&s.indicator)?).source;
            Some(
                view! { <li id=s.page.clone()><a href=format!("#source-{source}")>{s.menu.clone()}</a></li> },
            )
        })
        .collect_view();
    let chart = model.chart.map(|spec| {
        use charts::{scene::Size, svg::svg};
        let description = charts::describe::describe(&spec);
        view! {
            <figure class="card" aria-labelledby="lignes-legende">
                <figcaption id="lignes-legende">{spec.title.clone()}</figcaption>
                <div class="plot wide" inner_html=svg(&spec, Size::WIDE)></div>
                <div class="plot narrow" inner_html=svg(&spec, Size::NARROW)></div>
                <p class="note">{description}</p>
            </figure>
        }
    });
    view! {
        <Title text=format!("Informations sur les données – {}", site.organisation.title)/>
        <Meta name="description" content="D’où vient chaque chiffre : sources, dates, méthode de calcul, limites et licence."/>
        <Breadcrumb here="Informations sur les données".to_owned()/>
        <h1>"Informations sur les données"</h1>
        <p class="fr-text--lead">"Pour chaque chiffre : ce qu’il compte, d’où il vient, depuis quand, et ce qui n’a pas pu être lu."</p>
        {model.simulated.then(|| view! { <Simulated/> })}
        <h2>"Règles communes"</h2>
        <ul>
            <li>"Les heures et les jours sont ceux de Paris. Les dates de début et de fin sont incluses."</li>
            <li>"Une moyenne est une somme divisée par un effectif sur toute la période, jamais une moyenne de moyennes."</li>
            <li>"Une ligne sans code postal utilisable est gardée et comptée « non rattaché »."</li>
            <li>"Aucune référence de dossier, aucun nom, aucun texte libre n’est conservé."</li>
        </ul>
        {(threshold > 1).then(|| view! { <Secrecy threshold release=model.release refused=model.refused/> })}
        <h2>"Volumes chargés"</h2>
        {chart}
        <h2>"Par page"</h2>
        <ul>{anchors}</ul>
        {sources}
    }
    .into_any()
}

/// What is withheld, why, and an example.
#[component]
fn Secrecy(threshold: i64, release: Option<String>, refused: Option<String>) -> impl IntoView {
    let most = threshold - 1;
    view! {
        <h2 id="secret">"Ce qui n’est pas publié, et pourquoi"</h2>
        <p>{format!("Derrière certains chiffres il y a peu de personnes. Un effectif de 1 à {most} personnes n’est jamais publié : dans une petite commune, il pourrait suffire à reconnaître quelqu’un.")}</p>
        <p>"Cela ne suffit pas. Exemple : une région compte 20 expériences, ses trois départements 12, 5 et 3. Masquer le seul 3 ne servirait à rien : 20 − 12 − 5 = 3. Un deuxième département est donc masqué aussi, ici le 5. On sait alors que les deux font 8 ensemble, et plus rien de chacun."</p>
        <ul>
            <li>"Après chaque chargement, ce qui peut être publié est décidé une fois pour toutes, puis contrôlé : pour chaque chiffre masqué, on calcule le plus petit et le plus grand nombre que tous les chiffres publiés laissent possibles. S’ils sont trop proches, d’autres chiffres sont masqués."</li>
            <li>"Une moyenne, une part ou une durée médiane est masquée avec l’effectif dont elle est tirée. Une part d’avis positifs l’est aussi quand les autres sont peu nombreux : 9 avis positifs sur 10 en désigneraient un qui ne l’est pas."</li>
            <li>"Par région et par département, seuls des mois, des trimestres et des années entiers sont publiés, une fois terminés ; pour la France, une journée l’est le lendemain. Une période libre est donnée par les périodes publiées qu’elle contient, et la réponse le dit."</li>
            <li>"Tout ce qui est public (pages, fichiers, API, graphiques intégrés) est calculé à partir des seuls chiffres publiés. Un chiffre masqué est indiqué comme tel, jamais remplacé par zéro ni arrondi."</li>
            <li>"Les audiences des sites, les réseaux sociaux, les avis Google et les chiffres annuels de l’IGGN ne sont pas concernés : personne n’est derrière, ou ils sont déjà publics."</li>
        </ul>
        <p>{release.unwrap_or_else(|| "Aucune publication encore.".to_owned())}</p>
        {refused.map(|sentence| view! { <p><strong>{sentence}</strong></p> })}
    }
}

#[component]
fn SourceBlock(s: SourceModel) -> impl IntoView {
    let rows = s
        .indicators
        .iter()
        .map(|(i, words)| {
            let definition = format!("{} {}", i.definition, i.caution);
            view! { <tr><th scope="row" id=i.id.clone()>{i.title.clone()}<br/><code>{i.id.clone()}</code></th><td>{definition.trim().to_owned()}</td><td>{words.clone()}</td></tr> }
        })
        .collect_view();
    let rejects = (!s.rejects.is_empty()).then(|| {
        view! {
            <details><summary>"Premières lignes rejetées ou reçues avec réserve"</summary>
                <ul>{s.rejects.into_iter().map(|r| view! { <li>{r}</li> }).collect_view()}</ul>
            </details>
        }
    });
    let facts =
        format!("Rafraîchissement prévu : {}. Licence : {}.", s.source.rhythm().words(), s.source.licence());
    view! {
        <section id=format!("source-{}", s.source)>
            <h2>{s.source.title()}</h2>
            <p>{facts}" "{s.simulated.then(|| view! { <strong>"Données simulées."</strong> })}</p>
            <p>{s.last_run.unwrap_or_else(|| "Aucun chargement.".to_owned())}</p>
            {rejects}
            <div class="scroll" tabindex="0" role="region" aria-label=format!("Tableau : {}", s.source.title())>
                <table>
                    <caption>{format!("Indicateurs : {}", s.source.title())}</caption>
                    <thead><tr><th scope="col">"Indicateur"</th><th scope="col">"Définition"</th><th scope="col">"Couverture"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::magnitude;

    #[test]
    fn rows_are_told_to_two_digits() {
        let told = [0, 7, 42, 127, 1_349_999, 1_350_000].map(magnitude);
        assert_eq!(told, [0.0, 7.0, 42.0, 130.0, 1_300_000.0, 1_400_000.0]);
    }
}
