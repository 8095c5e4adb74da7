//! What is known of one unit: what citizens write of it, beside its département.

use domain::{
    catalogue::Dimension,
    query::{Ask, Place},
    territory::Territory,
    time::Grain,
};
use services::Failure;

use super::{Screen, Way, path_of};
use crate::{
    env::Env,
    model::{builder::Builder, topic::Topic},
    state::{State, encoded},
};

/// Reviews under which a mean is a few persons' word.
const ENOUGH: i64 = 5;

/// The address of a unit's screen.
fn address(place: Territory, unit: &str) -> String {
    format!("{}?unite={}", path_of(place), encoded(unit))
}

/// Units of a territory that somebody wrote of: name and address.
///
/// # Errors
/// The statistics can't be read.
pub async fn units(env: &Env, place: Territory) -> Result<Vec<(String, String)>, Failure> {
    let state = State { territory: place, ..State::default() };
    let Some(window) = Builder::new(env, &state).coverage("review_count").await? else {
        return Ok(Vec::new());
    };
    let ask = Ask::of("review_count", window, Grain::Total).at(Place::One(place)).by(Dimension::Unit);
    let answer = env.barometer.ask(ask).await?;
    let mut names: Vec<&String> = answer.groups.iter().filter_map(|group| group.values.first()).collect();
    names.sort_unstable();
    Ok(names.into_iter().map(|name| (name.clone(), address(place, name))).collect())
}

/// The screen of a unit; `None` where the territory has no such unit.
///
/// # Errors
/// The statistics can't be read.
pub async fn build(env: &Env, place: Territory, unit: &str, state: State) -> Result<Option<Screen>, Failure> {
    if !units(env, place).await?.iter().any(|(name, _)| name == unit) {
        return Ok(None);
    }
    let state = State { territory: place, ..state };
    let screen = Screen::new(env, &path_of(place), unit, state.clone(), "review_count").await?;
    let only = [(Dimension::Unit, unit)];
    let mut b = Builder::new(env, &state);
    let lead = lead(&b, place, &only).await?;
    b.trend(Topic::new("note", "Comment la note-t-on ?", "review_rating").only(&only), None).await?;
    b.trend(Topic::new("avis", "Combien d’avis reçoit-elle ?", "review_count").only(&only), None).await?;
    let around = format!("Et dans tout le département, {} ?", place.name());
    b.trend(Topic::new("departement", &around, "review_rating"), None).await?;
    b.breakdown(Topic::new("unites", "Et les autres unités ?", "review_rating"), Dimension::Unit).await?;
    let sections = std::mem::take(&mut b.sections);
    let whole = (place.name().to_owned(), path_of(place));
    let ways = vec![Way { title: "Son département".to_owned(), path: None, links: vec![whole] }];
    Ok(Some(Screen { lead, ways, ..screen.with(sections) }))
}

/// The unit's mean beside that of its département.
async fn lead(b: &Builder<'_>, place: Territory, only: &[(Dimension, &str)]) -> Result<String, Failure> {
    const OTHERS: &str = "Seuls les avis nomment les unités : les autres chiffres s’arrêtent au département.";
    let topic = Topic::new("", "", "review_rating");
    let (own, all) = (b.total(&topic.clone().only(only)).await?, b.total(&topic).await?);
    let mean = |answer: Option<std::sync::Arc<services::Answer>>| {
        let cell = answer?.cells.last()?.clone();
        Some((cell.value?, cell.n.unwrap_or_default()))
    };
    let (Some((own, n)), Some((all, _))) = (mean(own), mean(all)) else {
        return Ok(format!("Aucun avis pour cette période. {OTHERS}"));
    };
    if n < ENOUGH {
        return Ok(format!("{n} avis pour cette période : trop peu pour comparer. {OTHERS}"));
    }
    let gap = own - all;
    let points = if gap.abs() < 2.0 { "point" } else { "points" };
    let against = match french::number(gap.abs(), 1).as_str() {
        "0,0" | "0" => format!("comme {}", place.name()),
        told if gap > 0.0 => format!("{told} {points} au-dessus de la note du département"),
        told => format!("{told} {points} au-dessous de la note du département"),
    };
    Ok(format!("{} sur 5 pour {n} avis, {against}. {OTHERS}", french::number(own, 2)))
}
