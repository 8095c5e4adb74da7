//! Everything on one département or région: each indicator that knows territories.

use domain::territory::{Level, Territory};
use services::Failure;

use crate::{
    env::Env,
    model::{PageModel, builder::Builder, topic::Topic},
    state::State,
};

pub async fn build(env: &Env, place: Territory, state: State) -> Result<PageModel, Failure> {
    let state = State { territory: place, ..state };
    let mut b = Builder::new(env, &state);
    b.trend(Topic::new("pre-plaintes", "Combien de pré-plaintes ici ?", "pre_complaints"), None).await?;
    if place.level() == Level::Region {
        b.map(Topic::new("carte", "Où dépose-t-on le plus ?", "pre_complaints"), true).await?;
    }
    b.trend(
        Topic::new("duree", "Combien de temps prend une pré-plainte ?", "pre_complaint_duration_median"),
        None,
    )
    .await?;
    b.trend(
        Topic::new("fraudes", "Combien de fraudes à la carte signalées ?", "card_fraud_reports_by_territory"),
        None,
    )
    .await?;
    b.trend(Topic::new("experiences", "Combien d’expériences partagées ?", "experiences"), None).await?;
    b.trend(Topic::new("avis", "Combien d’avis Google ?", "review_count"), None).await?;
    b.trend(Topic::new("note", "Quelle note moyenne ?", "review_rating"), None).await?;
    b.trend(Topic::new("abonnes", "Combien d’abonnés au compte local ?", "followers"), None).await?;
    let headline = b.headline(Topic::new("total", "", "pre_complaints"), None).await?;
    let coverage = b.coverage("pre_complaints").await?;
    let window = b.window("pre_complaints").await?;
    let sections = std::mem::take(&mut b.sections);
    let snapshot = env.barometer.snapshot().await?;
    let people = place.population().map(|p| format!("{} habitants.", french::integer(p as f64)));
    let (path, kind) = match place.level() {
        Level::Region => (format!("/territoires/region-{}", place.code()), "Région"),
        _ => (format!("/territoires/{}", place.code()), "Département"),
    };
    let mut crumbs = vec![("Territoires".to_owned(), "/territoires".to_owned())];
    if let Some(region) = place.parent().filter(|p| p.level() == Level::Region) {
        crumbs.push((region.name().to_owned(), format!("/territoires/region-{}", region.code())));
    }
    let children = place.children();
    let region =
        place.parent().filter(|p| p.level() == Level::Region).map(|r| format!("région {}", r.name()));
    let introduction = match place.level() {
        Level::Region if children.len() > 1 => format!("{kind} de {} départements.", children.len()),
        Level::Region => format!("{kind} d’un seul département."),
        _ => format!("{kind} {}{}.", place.code(), region.map(|r| format!(", {r}")).unwrap_or_default()),
    };
    Ok(PageModel {
        path,
        title: format!("{} : les services numériques de la gendarmerie", place.name()),
        crumbs,
        introduction,
        since: people.unwrap_or_default(),
        link: String::new(),
        window,
        coverage,
        territorial: false,
        parts: children
            .into_iter()
            .map(|d| (format!("{} – {}", d.code(), d.name()), format!("/territoires/{}", d.code())))
            .collect(),
        headline,
        sections,
        as_of: coverage.map(|c| c.to),
        simulated: snapshot.any_simulated(),
        state,
    })
}
