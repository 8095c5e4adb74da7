//! What we did, and what it changed.

use std::sync::Arc;

use charts::{
    points::Points,
    spec::{ChartSpec, EventMark, Kind, Point, Series, Shape, TimeSeries},
};

use domain::{
    catalogue::{Indicator, OverTime},
    identity::Operation,
    ids::ActionId,
    observation::Status,
    query::{Ask, Place},
    territory::Territory,
    time::{Grain, Period, Window},
};
use services::{
    Failure,
    actions::{Action, Basis, Impact},
};

use super::Screen;
use crate::{address, env::Env, model::Section, state::State};

/// Days before an action that are drawn.
const DRAWN: usize = 90;

/// One action in the list.
#[derive(Debug, Clone)]
pub struct Told {
    pub action: Action,
    pub indicator: String,
    /// What it changed, in a sentence.
    pub finding: String,
    pub path: String,
}

#[derive(Debug, Clone, Default)]
pub struct ActionList {
    pub told: Vec<Told>,
    /// Indicators on which an effect can be measured: identifier and title.
    pub measurable: Vec<(String, String)>,
    pub describes: bool,
    /// One action: its chart is the screen's.
    pub one: bool,
}

pub async fn list(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen = Screen::new(env, address::ACTIONS.path(), "Actions", state, "pre_complaints").await?;
    let Some(session) = &env.session else { return Ok(screen) };
    let mut told = Vec::new();
    for action in env.actions.list(&session.actor).await? {
        told.push(tell(env, action).await?.0);
    }
    let describes = session.actor.mandate.may(Operation::DescribeActions);
    let actions = ActionList { told, measurable: measurable(env), describes, one: false };
    Ok(Screen { actions: Some(actions), ..screen })
}

pub async fn one(env: &Env, id: ActionId, state: State) -> Result<Option<Screen>, Failure> {
    let Some(session) = &env.session else { return Ok(None) };
    let found = env.actions.list(&session.actor).await?.into_iter().find(|a| a.id == id);
    let Some(action) = found else { return Ok(None) };
    let (told, impact) = tell(env, action.clone()).await?;
    let path = told.path.clone();
    let screen = Screen::new(env, &path, &action.title, state, &action.indicator).await?;
    let indicator = env.barometer.catalogue().indicator(&action.indicator);
    let snapshot = env.barometer.snapshot().await?;
    let sections = impact
        .zip(indicator)
        .map(|(impact, indicator)| Section {
            simulated: snapshot.is_simulated(env.barometer.catalogue().measure_of(indicator).source),
            ..section(&action, indicator, &impact, &told.finding)
        })
        .into_iter()
        .collect();
    let actions = ActionList { told: vec![told], one: true, ..ActionList::default() };
    Ok(Some(Screen { actions: Some(actions), ..screen.with(sections) }))
}

/// Indicators counted each day, whose parts add up.
fn measurable(env: &Env) -> Vec<(String, String)> {
    let catalogue = env.barometer.catalogue();
    catalogue
        .indicators()
        .iter()
        .filter(|i| {
            let measure = catalogue.measure_of(i);
            let daily = measure.grain <= Grain::Day && measure.over_time == OverTime::Sum;
            daily && measure.not_additive.is_empty() && i.statistic_counts_absence()
        })
        .map(|i| (i.id.clone(), i.title.clone()))
        .collect()
}

async fn tell(env: &Env, action: Action) -> Result<(Told, Option<Arc<Impact>>), Failure> {
    let indicator = env.barometer.catalogue().indicator(&action.indicator);
    let title = indicator.map(|i| i.title.clone()).unwrap_or_default();
    let impact = env.barometer.impact(&action).await?;
    let finding = match (&impact, indicator) {
        (Some(impact), Some(indicator)) => {
            let (seen, planned) = (impact.end - impact.start, (action.until - action.from).num_days() + 1);
            let running = if (seen as i64) < planned {
                format!("En cours, {seen} jours sur {planned} observés. ")
            } else {
                String::new()
            };
            format!("{running}{}", sentence(impact, indicator))
        }
        _ => "Trop peu de jours sont connus avant ou pendant l’action pour en mesurer l’effet.".to_owned(),
    };
    let path = address::ACTION.of(action.id);
    Ok((Told { action, indicator: title, finding, path }, impact))
}

/// As it is told: 0,3 and 1,9 are singular in French.
fn effect_size(impact: &Impact) -> f64 {
    let size = impact.effect.mean.abs();
    if size < 10.0 { (size * 10.0).round() / 10.0 } else { size.round() }
}

fn sentence(impact: &Impact, indicator: &Indicator) -> String {
    let say = |v: f64| french::number(v, usize::from(v.abs() < 10.0));
    let effect = &impact.effect;
    let word = french::unit_word(effect_size(impact), indicator.unit);
    if effect.is_conclusive() {
        let more = if effect.mean > 0.0 { "de plus" } else { "de moins" };
        let (low, high) =
            if effect.mean > 0.0 { (effect.low, effect.high) } else { (-effect.high, -effect.low) };
        format!(
            "{} {word} {more} par jour que ce qui était attendu sans l’action (de {} à {}, à 95\u{a0}%).",
            say(effect.mean.abs()),
            say(low),
            say(high)
        )
    } else {
        format!(
            "On ne peut rien conclure : l’écart est de {} {word} par jour, et l’incertitude va de {} à {}.",
            say(effect.mean),
            say(effect.low),
            say(effect.high)
        )
    }
}

fn section(action: &Action, indicator: &Indicator, impact: &Impact, finding: &str) -> Section {
    let from = impact.start.saturating_sub(DRAWN);
    let period = |i: usize| Period::of_day(Grain::Day, impact.first + chrono::Days::new(i as u64));
    let curve = |value: &dyn Fn(usize) -> f64, interval: &dyn Fn(f64) -> Option<(f64, f64)>| -> Points {
        (from..impact.actual.len())
            .map(|i| {
                let value = value(i);
                Point {
                    period: period(i),
                    value: value.is_finite().then_some(value),
                    status: Status::Final,
                    n: None,
                    interval: interval(value),
                }
            })
            .collect()
    };
    let band = impact.effect.band;
    let observed = curve(&|i| impact.actual[i], &|_| None);
    let expected = curve(&|i| impact.effect.counterfactual[i].max(0.0).round(), &|v| {
        Some(((v - band).max(0.0).round(), (v + band).round()))
    });
    let place = if action.territory == Territory::France { "France" } else { action.territory.name() };
    let mark = |at: usize, title: &str| EventMark { at: at - from, title: title.to_owned() };
    let mut events = vec![mark(impact.start, "Début de l’action")];
    if impact.end < impact.actual.len() {
        events.push(mark(impact.end, "Fin de l’action"));
    }
    let last = impact.first + chrono::Days::new(impact.actual.len().saturating_sub(1) as u64);
    let ask = Ask::of(&indicator.id, Window { from: impact.first, to: last }, Grain::Day)
        .at(Place::One(action.territory));
    Section {
        id: "effet".to_owned(),
        question: "Qu’est-ce qui a changé ?".to_owned(),
        finding: finding.to_owned(),
        events: events.iter().map(|e| e.title.clone()).collect(),
        spec: Some(ChartSpec {
            id: "effet".to_owned(),
            title: format!("{}, {place}, par jour : observé, et attendu sans l’action", indicator.title),
            unit: indicator.unit,
            kind: Kind::Time(TimeSeries {
                series: vec![
                    Series { name: "Observé".to_owned(), points: observed },
                    Series { name: "Sans l’action".to_owned(), points: expected },
                ],
                events,
                ..TimeSeries::one(Shape::Line, Points::none())
            }),
        }),
        asks: vec![ask],
        note: note(impact),
        compared: None,
        simulated: false,
        more: Some(("Toutes les actions".to_owned(), address::ACTIONS.path().to_owned())),
    }
}

/// What the effect was measured against, and what it can't tell.
fn note(impact: &Impact) -> String {
    let against = match impact.basis {
        Basis::Twin => {
            let named: Vec<String> = impact
                .twin
                .iter()
                .map(|(place, share)| format!("{} {}\u{a0}%", place.name(), french::number(100.0 * share, 0)))
                .collect();
            let named = if named.is_empty() {
                "aucun n’y pèse plus de 5\u{a0}%".to_owned()
            } else {
                format!("surtout {}", french::list(&named))
            };
            format!(
                "Sans l’action : un jumeau, mélange des départements qui l’ont le mieux suivi l’année d’avant ({named}). L’intervalle vient de ces départements eux-mêmes : chacun a son jumeau, et l’écart qui s’y ouvre sans action est celui du hasard."
            )
        }
        Basis::Calendar => {
            "Sans l’action : ce que le calendrier de l’année d’avant laissait attendre (jours de la semaine, jours fériés, saison, pente). L’intervalle tient compte de ce que les jours se ressemblent.".to_owned()
        }
    };
    format!("{against} Une autre cause survenue aux mêmes jours ne s’en distingue pas.")
}
