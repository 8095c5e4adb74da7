//! What a person follows and keeps: followed series, kept views, the weekly digest.

use domain::{series::SeriesRef, territory::Territory};
use services::{Failure, following::View};

use super::Screen;
use crate::{
    address,
    env::Env,
    labels::series_name,
    model::{builder::Builder, topic::Topic},
    state::State,
};

/// What the screen has beside its charts.
#[derive(Debug, Clone, Default)]
pub struct Following {
    /// Each with its name.
    pub followed: Vec<(SeriesRef, String)>,
    pub views: Vec<View>,
    /// Address of the weekly digest, and whether it was confirmed.
    pub digest: Option<(String, bool)>,
    /// Mails can be sent from here.
    pub mails: bool,
}

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, address::FOLLOWING.path(), "Mon suivi", state.clone(), "pre_complaints").await?;
    let Some(session) = env.session.clone() else { return Ok(screen) };
    let followed = env.following.followed(&session.actor).await?;
    let mut sections = Vec::new();
    let mut named = Vec::new();
    for (n, series) in followed.into_iter().enumerate() {
        let question = match series.territory() {
            Territory::France => format!("{}, France", series_name(env.barometer.catalogue(), &series)),
            _ => series_name(env.barometer.catalogue(), &series),
        };
        let local = State { territory: series.territory(), ..state.clone() };
        let id = format!("suivi-{}", n + 1);
        let filters = series.filters_borrowed();
        let topic = Topic::new(&id, &question, series.indicator()).only(&filters);
        let mut b = Builder::new(env, &local);
        match b.trend(topic.clone(), None).await {
            Ok(()) => sections.append(&mut b.sections),
            // What the figures no longer hold is followed without its chart.
            Err(Failure::Refused(_)) => b.empty(&topic, None, None),
            Err(other) => return Err(other),
        }
        named.push((series, question));
    }
    let following = Following {
        followed: named,
        views: views(env).await?,
        digest: env.following.digest(&session.actor).await?,
        mails: env.mails,
    };
    Ok(Screen { following: Some(following), ..screen.with(sections) })
}

/// The reader's views, and those shared with them whose territories they may read.
pub async fn views(env: &Env) -> Result<Vec<View>, Failure> {
    let Some(session) = &env.session else { return Ok(Vec::new()) };
    Ok(env.following.views(&session.actor).await?)
}
