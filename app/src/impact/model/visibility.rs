//! Who sees us, where from, and where.

use domain::catalogue::Dimension;
use services::Failure;

use super::{Screen, shows_all};
use crate::{
    address,
    env::Env,
    model::{builder::Builder, topic::Topic},
    state::State,
};

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, address::VISIBILITY.path(), "Visibilité", state.clone(), "web_visits").await?;
    let national = [(Dimension::Subsite, "national")];
    let mut b = Builder::new(env, &state);
    b.trend(
        Topic::new("audience", "Le site national est-il plus visité ?", "web_visits").only(&national),
        None,
    )
    .await?;
    b.trend(Topic::new("abonnes", "Sommes-nous plus suivis ?", "followers"), None).await?;
    b.breakdown(
        Topic::new("provenance", "D’où viennent les visites ?", "web_visits_by_source"),
        Dimension::SourceType,
    )
    .await?;
    b.breakdown(Topic::new("reseaux", "Sur quels réseaux ?", "followers"), Dimension::Network).await?;
    b.trend(
        Topic::new("publications", "Combien avons-nous publié depuis l’ouverture des comptes ?", "posts"),
        None,
    )
    .await?;
    b.trend(Topic::new("annuaire", "Cherche-t-on une brigade ?", "directory_visits"), None).await?;
    b.breakdown(Topic::new("pages", "Que lit-on ?", "web_page_views"), Dimension::Page).await?;
    b.breakdown(
        Topic::new("sous-sites", "Quels sous-sites sont visités ?", "web_visits"),
        Dimension::Subsite,
    )
    .await?;
    b.breakdown(Topic::new("appareils", "Sur quel appareil ?", "web_visits_by_device"), Dimension::Device)
        .await?;
    if shows_all(env, &state) {
        let france = [(Dimension::Country, "France")];
        b.breakdown(
            Topic::new("regions", "De quelles régions vient-on ?", "web_visits_by_place").only(&france),
            Dimension::Region,
        )
        .await?;
        b.map(Topic::new("carte", "Où nous suit-on ?", "followers"), true).await?;
    }
    Ok(screen.with(std::mem::take(&mut b.sections)))
}
