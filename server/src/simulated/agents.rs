//! Two agents who answer, so that a demonstration lives: each does one thing at a time, at the pace of who reads and types. They leave
//! some people waiting for whoever tries the desk.

use std::time::Duration;

use app::env::Env;
use brigade::{ConversationState, Mine, Sign};
use domain::{conversation::Sender, identity::Actor};
use jobs::rest;
use rand::{Rng, seq::IndexedRandom};
use services::{Identity, Unfit, identity::Denied};
use tokio_util::sync::CancellationToken;

use super::citizens::FIRST;

/// How many there are.
const AGENTS: usize = 2;
/// People who are left waiting for a visitor.
const LEFT: usize = 3;
/// Seconds between two things that one of them does.
const PACE: std::ops::Range<u64> = 8..20;
/// How an answer begins.
const GREETINGS: [&str; 4] =
    ["Bonjour,", "Bonjour, merci de votre message.", "Bonjour, je vous réponds tout de suite.", "Bonjour !"];
/// What they say where the knowledge base has no answer.
const UNKNOWN: &str = "Je transmets votre question à un collègue qui connaît ce sujet. En attendant, la brigade la plus proche de chez vous peut aussi vous renseigner.";

/// Has both answer until the server stops.
pub async fn keep_answering(env: Env, identity: Identity, stop: CancellationToken) {
    let agents = match hired(&identity).await {
        Ok(agents) => agents,
        // Data that is not simulated came: nobody pretends beside it.
        Err(Denied::Forbidden) => {
            stop.cancelled().await;
            return;
        }
        Err(error) => {
            tracing::warn!(%error, "the demonstration has no agents");
            return;
        }
    };
    // Data that is not simulated may come later too.
    while identity.is_simulated().await.is_ok_and(|is_simulated| is_simulated) && !stop.is_cancelled() {
        for agent in &agents {
            let pause = rand::rng().random_range(PACE) / AGENTS as u64;
            rest(Duration::from_secs(pause), &stop).await;
            if stop.is_cancelled() {
                return;
            }
            if let Err(error) = act(&env, agent).await {
                tracing::debug!(%error, "an agent of the demonstration was refused");
            }
        }
    }
    stop.cancelled().await;
}

async fn hired(identity: &Identity) -> Result<Vec<Actor>, Denied> {
    let mut agents = Vec::new();
    for number in 1..=AGENTS {
        agents.push(identity.simulated_agent(number).await?);
    }
    Ok(agents)
}

/// The next thing that an agent does: answer who waits for them, close what is said, take who waits longest.
async fn act(env: &Env, agent: &Actor) -> Result<(), Unfit> {
    let brigade = &env.brigade;
    brigade.at_desk(agent, Sign::Page).await?;
    let held = brigade.held(agent).await?;
    let answered = |mine: &Mine| mine.messages.iter().any(|message| message.from == Sender::Agent);
    if let Some(mine) = held.iter().find(|mine| mine.conversation.state == ConversationState::Waits) {
        let (id, seen) = (mine.conversation.id, mine.conversation.last_seq);
        if answered(mine) {
            return brigade.close(agent, id, seen, motif(&mine.messages[0].text)).await;
        }
        let text = answer(env, mine).await;
        return brigade.answer(agent, id, brigade.message_id(), seen, &text).await;
    }
    // Who was answered and says nothing more is done with, once a few wait for so long.
    let quiet = brigade.now() - chrono::TimeDelta::minutes(2);
    if let Some(mine) = held.iter().find(|mine| mine.conversation.last_at < quiet) {
        let conversation = &mine.conversation;
        return brigade
            .close(agent, conversation.id, conversation.last_seq, motif(&mine.messages[0].text))
            .await;
    }
    let waiting = brigade.desk(agent).await?.waiting;
    if waiting.iter().filter(|summary| summary.conversation.account.is_none()).count() > LEFT {
        brigade.take_next(agent).await?;
    }
    Ok(())
}

async fn answer(env: &Env, mine: &Mine) -> String {
    let asked = mine.messages.first().map_or("", |message| &*message.text);
    let said = match env.knowledge.edition().await {
        Ok(edition) => {
            let answer = env.knowledge.find(&edition, asked, 1).await;
            let first = answer.found.first().filter(|_| answer.is_sure);
            first.map(|found| edition.entries()[found.at].answer.clone())
        }
        Err(_) => None,
    };
    let said = said.as_deref().unwrap_or(UNKNOWN);
    let greeting = GREETINGS.choose(&mut rand::rng()).copied().unwrap_or_default();
    format!("{greeting}\n\n{said}\n\n(Réponse d’un agent simulé.)")
}

/// What it was about, where a citizen of the demonstration began it.
fn motif(first: &str) -> &'static str {
    FIRST.iter().find(|(text, _)| *text == first).map_or("", |(_, motif)| motif)
}
