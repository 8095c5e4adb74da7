//! The home page: one card a service, what changed, the map as an entry to the territories.

use charts::svg::sparkline;
use chrono::NaiveDate;
use domain::{
    catalogue::OverTime,
    observation::Status,
    query::{Ask, Comparison},
    site::Service,
    time::{Grain, Period, Window},
};
use services::Failure;

use crate::{
    env::Env,
    model::{Section, builder::Builder, findings, topic::Topic},
    state::State,
};

#[derive(Debug, Clone)]
pub struct Home {
    pub cards: Vec<Card>,
    /// "Ce qui a changé": generated sentences, strongest first.
    pub changes: Vec<String>,
    pub map: Option<Section>,
    pub simulated: bool,
    pub as_of: Option<NaiveDate>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Card {
    pub page: String,
    pub name: String,
    pub value: String,
    pub unit: String,
    pub changes: Vec<String>,
    pub spark: String,
    pub spark_words: String,
    pub as_of: Option<NaiveDate>,
    pub simulated: bool,
}

pub async fn build(env: &Env) -> Result<Home, Failure> {
    let snapshot = env.barometer.snapshot().await?;
    let mut cards = Vec::new();
    let mut moves: Vec<(f64, String)> = Vec::new();
    for service in &env.barometer.site().service {
        if let Some((card, moved)) = card(env, service).await? {
            moves.extend(moved);
            cards.push(card);
        }
    }
    moves.sort_by(|a, b| b.0.total_cmp(&a.0));
    let state = State { compare: None, ..State::default() };
    let mut builder = Builder::new(env, &state);
    if env.barometer.site().service.iter().any(|s| s.indicator == "pre_complaints") {
        builder.map(Topic::new("territoires", "Et près de chez vous ?", "pre_complaints"), true).await?;
    }
    let map = builder.sections.pop().filter(|s| s.spec.is_some());
    Ok(Home {
        as_of: cards.iter().filter_map(|c| c.as_of).max(),
        cards,
        changes: moves.into_iter().take(3).map(|(_, sentence)| sentence).collect(),
        map,
        simulated: snapshot.any_simulated(),
    })
}

async fn card(env: &Env, service: &Service) -> Result<Option<(Card, Option<(f64, String)>)>, Failure> {
    let catalogue = env.barometer.catalogue();
    let Some(indicator) = catalogue.indicator(&service.indicator) else { return Ok(None) };
    let measure = catalogue.measure_of(indicator);
    let Some(window) = env.barometer.last_months(indicator, 12).await? else { return Ok(None) };
    let yearly = measure.grain == Grain::Year;
    let ask = Ask::of(&indicator.id, window, Grain::Total);
    let year = env.barometer.ask(ask.clone().compare(Some(Comparison::Year))).await?;
    let Some((cell, value)) = year.single().and_then(|c| Some((c, c.value?))) else { return Ok(None) };

    let mut changes = Vec::new();
    let over_year = findings::change(&year, cell, "sur un an");
    if !yearly && measure.over_time == OverTime::Sum {
        // The last whole month against the one before.
        let last = Period::of_day(Grain::Month, window.to);
        let month = Window { from: last.first_day(), to: last.last_day() };
        let asked = Ask::of(&indicator.id, month, Grain::Total).compare(Some(Comparison::Previous));
        let answer = env.barometer.ask(asked).await?;
        if let Some(cell) = answer.single() {
            changes.extend(findings::change(
                &answer,
                cell,
                &format!("sur un mois ({})", french::month(month.from)),
            ));
        }
    }
    let spark_window = if yearly {
        env.barometer.last_months(indicator, 120).await?
    } else {
        env.barometer.last_months(indicator, 24).await?
    };
    let grain = if yearly { Grain::Year } else { Grain::Month };
    let series = env.barometer.ask(Ask::of(&indicator.id, spark_window.unwrap_or(window), grain)).await?;
    let values: Vec<Option<f64>> =
        series.cells.iter().map(|c| c.value.filter(|_| c.status != Status::Partial)).collect();
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let range =
        (known.iter().copied().fold(f64::INFINITY, f64::min), known.iter().copied().fold(0.0, f64::max));
    let spark_words = format!(
        "{} : entre {} et {}.",
        if yearly { "Par année".to_owned() } else { format!("Sur {} mois", values.len()) },
        french::rounded(range.0, indicator.unit),
        french::quantity(range.1, indicator.unit)
    );
    let ratio = year
        .compared(cell)
        .and_then(|e| e.value)
        .filter(|v| *v > 0.0)
        .map(|before| (value / before - 1.0).abs());
    let moved = over_year
        .as_ref()
        .and_then(|said| {
            Some((
                ratio?,
                format!(
                    "{} : {} {}, {said}.",
                    service.menu,
                    french::rounded(value, indicator.unit),
                    french::unit_word(value, indicator.unit)
                ),
            ))
        })
        .filter(|_| !yearly);
    changes.splice(0..0, over_year);
    let source = measure.source;
    let snapshot = env.barometer.snapshot().await?;
    let period = match (measure.over_time, yearly) {
        (_, true) => format!("en {}", window.to.format("%Y")),
        (OverTime::Last, _) => "à ce jour".to_owned(),
        _ => "sur 12 mois".to_owned(),
    };
    Ok(Some((
        Card {
            page: service.page.clone(),
            name: service.menu.clone(),
            value: french::rounded(value, indicator.unit),
            unit: format!("{} {period}", french::unit_word(value, indicator.unit)),
            changes,
            spark: sparkline(&values),
            spark_words,
            as_of: year.as_of,
            simulated: snapshot.is_simulated(source),
        },
        moved,
    )))
}
