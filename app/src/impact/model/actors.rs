//! What reaches us, when, and who is there to answer.

use domain::{catalogue::Dimension, query::Ask, territory::Territory, time::Grain};
use services::Failure;

use super::{Screen, flows, shows_all, what_if};
use crate::{
    address,
    env::Env,
    model::{builder::Builder, topic::Topic},
    state::State,
};

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let mut screen = Screen::new(env, address::ACTORS.path(), "Acteurs", state.clone(), "contacts").await?;
    let mut b = Builder::new(env, &state);
    b.trend(Topic::new("contacts", "Combien de contacts ?", "contacts"), None).await?;
    b.trend(Topic::new("pre-plaintes", "Combien de pré-plaintes ?", "pre_complaints"), None).await?;
    for (id, question, indicator) in [
        ("prevision-contacts", "Combien de contacts les prochaines semaines ?", "contacts"),
        ("prevision-pre-plaintes", "Combien de pré-plaintes les prochaines semaines ?", "pre_complaints"),
    ] {
        flows::forecast(&mut b, Topic::new(id, question, indicator)).await?;
    }
    b.rhythm(Topic::new("affluence", "Quand nous écrit-on ?", "contacts")).await?;
    b.rhythm(Topic::new("affluence-pre-plaintes", "Quand dépose-t-on une pré-plainte ?", "pre_complaints"))
        .await?;
    b.breakdown(Topic::new("motifs", "De quoi nous parle-t-on ?", "contacts"), Dimension::Motif).await?;
    // By day for France, by month for its parts.
    let frauds = match state.territory {
        Territory::France => "card_fraud_reports",
        _ => "card_fraud_reports_by_territory",
    };
    b.trend(Topic::new("fraudes", "Combien de fraudes signalées ?", frauds), None).await?;
    b.trend(Topic::new("metiers", "Nos métiers attirent-ils ?", "job_sheet_views"), None).await?;
    b.trend(Topic::new("effectifs", "Combien sommes-nous ?", "workforce"), None).await?;
    if shows_all(env, &state) {
        b.map(Topic::new("carte", "Où dépose-t-on le plus ?", "pre_complaints"), true).await?;
    }
    let sections = std::mem::take(&mut b.sections);
    let busiest = match b.window("contacts").await? {
        Some(window) => {
            let place = Ask::of("contacts", window, Grain::Day).place;
            Some(env.barometer.rhythm("contacts", place, window).await?.0)
        }
        None => None,
    };
    screen.what_if = busiest.and_then(|rhythm| what_if::build(&rhythm, &state));
    Ok(screen.with(sections))
}
