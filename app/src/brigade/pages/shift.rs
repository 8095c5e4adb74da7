//! Where a shift is led: who waits and how long, who answers, what is set; a conversation that is followed.

use ::brigade::{Board, Deflection, Lateness, Mine};
use chrono::{DateTime, Utc};
use domain::{identity::Actor, ids::ConversationId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use services::Unfit;

use crate::{
    address,
    brigade::{
        Fictive, lasted,
        shift::{
            agents::Agents, following::Following, offered::Offered, settings::ShiftSettings, waiting::Waiting,
        },
        wording::Wording,
    },
    env::Env,
    impact::{components::FormProblem, pages::refusal::Refusal},
    pages::awaited,
};

/// What the screen tells.
struct Screen {
    board: Board,
    /// What is followed, where something is.
    followed: Option<Option<Mine>>,
    deflection: Option<Deflection>,
}

async fn read(env: &Env, actor: &Actor, asked: Option<ConversationId>) -> Result<Screen, Unfit> {
    let followed = match asked {
        Some(id) => Some(env.brigade.follow(actor, id).await?),
        None => None,
    };
    let board = env.brigade.board(actor).await?;
    Ok(Screen { board, followed, deflection: env.brigade.deflection().await? })
}

#[component]
pub fn ShiftPage() -> impl IntoView {
    let env = Env::current();
    let asked = use_query_map().get_untracked().get("conversation").and_then(|text| text.parse().ok());
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match read(&env, &session.actor, asked).await {
            Ok(screen) => view! { <Filled screen asked/> }.into_any(),
            Err(Unfit::Store(error)) => {
                tracing::error!(%error, "the shift can't be read");
                crate::pages::status(503);
                view! { <h1>"Le quart ne peut pas être lu pour l’instant"</h1> }.into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

fn number(n: i64) -> String {
    french::integer(n as f64)
}

/// What matters first, in one or two sentences.
fn headline(board: &Board, now: DateTime<Utc>) -> String {
    let agents = match board.agents.iter().filter(|agent| agent.break_since.is_none()).count() {
        0 => "Personne ne répond".to_owned(),
        1 => "Un agent répond".to_owned(),
        n => format!("{n} agents répondent"),
    };
    let oldest = board.waiting.iter().filter_map(|(one, _)| one.waits_since).min();
    let Some(oldest) = oldest else { return format!("Personne n’attend. {agents}.") };
    let waiting = match board.waiting_count {
        1 => "Une personne attend".to_owned(),
        n => format!("{} personnes attendent", number(n)),
    };
    let since = match board.waiting_count {
        1 => "depuis",
        _ => "la première depuis",
    };
    format!("{waiting}, {since} {}. {agents}.", lasted(oldest, now))
}

#[component]
fn Filled(screen: Screen, asked: Option<ConversationId>) -> impl IntoView {
    let env = Env::current();
    let now = env.brigade.now();
    let Screen { board, followed, deflection } = screen;
    let headline = headline(&board, now);
    let flow = env.href(address::SHIFT_STREAM);
    let watched = asked.map_or_else(|| "flux-quart".to_owned(), |id| format!("flux-quart-{id}"));
    let urgent = board.waiting.iter().filter(|(one, _)| one.is_urgent).count();
    // Of those that are listed: where there are more, it says so.
    let is_cut = usize::try_from(board.waiting_count).is_ok_and(|all| all > board.waiting.len());
    let listed = |n: usize| if is_cut { format!("{n} ou plus") } else { n.to_string() };
    let figures = [
        ("Attendent une réponse", number(board.waiting_count)),
        ("Urgences", listed(urgent)),
        ("Délai dépassé", listed(board.count(Lateness::Late, now))),
        ("Bientôt dépassé", listed(board.count(Lateness::Soon, now))),
        ("Premières réponses en 15 min", number(board.answered)),
    ];
    let figures =
        figures.map(|(what, value)| view! { <div><dt>{what}</dt><dd>{value}</dd></div> }).collect_view();
    let Board { settings, waiting, agents, .. } = board;
    let is_many = waiting.len() > 1;
    let target = format!("Délai visé : {} min.", settings.target);
    let followed = followed.map(|followed| view! { <Following followed now/> });
    view! {
        <Title text="Quart – Brigade numérique"/>
        <h1>"Quart de la Brigade numérique"</h1>
        <p class="fr-text--lead" role="status">{headline}</p>
        <Fictive wording=Wording::FRENCH/>
        <p id="etat-direct" class="detail" role="status" data-kept="">"Sans JavaScript, rechargez la page pour voir la suite."</p>
        <span id=watched data-flux=flow></span>
        {FormProblem::alert()}
        <dl class="shift-figures">{figures}</dl>
        {followed}
        <section aria-labelledby="attente">
            <h2 id="attente">"Qui attend ?"</h2>
            <p class="detail">{target}</p>
            {is_many.then(|| view! { <p><a class="fr-link" rel="external" href=env.href(address::SHIFT_ALIKE)>"Répondre ensemble aux questions semblables"</a></p> })}
            <Waiting waiting settings now/>
        </section>
        <section aria-labelledby="agents">
            <h2 id="agents">"Qui répond ?"</h2>
            <Agents agents now/>
        </section>
        <ShiftSettings settings/>
        <Offered deflection/>
    }
    .into_any()
}
