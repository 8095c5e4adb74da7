//! What citizens say of us, and how long they wait for an answer.

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
        Screen::new(env, address::PERCEPTION.path(), "Perception", state.clone(), "review_rating").await?;
    let mut b = Builder::new(env, &state);
    b.trend(Topic::new("note", "Comment nous note-t-on ?", "review_rating"), None).await?;
    b.breakdown(
        Topic::new("ressenti", "Les expériences sont-elles bonnes ?", "experiences"),
        Dimension::Sentiment,
    )
    .await?;
    b.trend(Topic::new("experiences", "Combien d’expériences sont partagées ?", "experiences"), None).await?;
    b.trend(
        Topic::new("delai", "En combien de temps répondons-nous ?", "experience_response_delay_median"),
        None,
    )
    .await?;
    b.trend(Topic::new("reponses", "Répondons-nous à tous ?", "experience_answered_share"), None).await?;
    b.breakdown(
        Topic::new("themes", "Que retient-on de positif ?", "experience_theme_positive_share"),
        Dimension::Theme,
    )
    .await?;
    b.trend(Topic::new("avis", "Combien d’avis reçoit-on ?", "review_count"), None).await?;
    b.trend(Topic::new("duree", "Une pré-plainte est-elle rapide ?", "pre_complaint_duration_median"), None)
        .await?;
    b.breakdown(
        Topic::new("structures", "De quels services parle-t-on ?", "experiences"),
        Dimension::Structure,
    )
    .await?;
    if shows_all(env, &state) {
        b.map(Topic::new("carte", "Où la note est-elle haute ?", "review_rating"), false).await?;
        b.trend(Topic::new("iggn", "Combien de réclamations à l’IGGN ?", "complaints_iggn"), None).await?;
    }
    Ok(screen.with(std::mem::take(&mut b.sections)))
}
