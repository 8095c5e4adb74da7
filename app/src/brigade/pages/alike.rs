//! Where who leads a shift answers many who ask the same: each group with what was asked, and one answer for those that are chosen.

use ::brigade::{Unanswered, alike::CHOSEN};
use domain::{conversation::LONGEST, identity::Actor};
use knowledge::{Alike, Entry, alike};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use services::Unfit;

use crate::{
    address,
    brigade::{
        Fictive,
        answers::{Paragraphs, Source, excerpt, found_for},
        channel::by,
        wording::Wording,
    },
    env::Env,
    functions::{caller::action, shift::AnswerAlike},
    impact::{
        components::{
            FormProblem,
            problem::{at_fault, beside, in_textarea},
        },
        pages::refusal::Refusal,
    },
    pages::awaited,
};

/// Groups that are shown, most.
const SHOWN: usize = 10;

/// Messages that ask the same, and an entry that may answer them: read, never sent by itself.
struct Group {
    /// What they are about.
    about: String,
    asked: Vec<Unanswered>,
    proposed: Option<Entry>,
}

async fn read(env: &Env, actor: &Actor) -> Result<(usize, Vec<Group>), Unfit> {
    let mut all: Vec<Option<Unanswered>> =
        env.brigade.unanswered(actor).await?.into_iter().map(Some).collect();
    let texts: Vec<&str> = all.iter().flatten().map(|one| one.text.as_str()).collect();
    let found = alike(&texts, SHOWN);
    let count = all.len();
    let mut groups = Vec::new();
    for Alike { about, places } in found {
        let asked: Vec<Unanswered> = places.into_iter().filter_map(|at| all[at].take()).collect();
        let words = asked.first().map(|one| one.text.clone()).unwrap_or_default();
        let (entries, is_sure) = found_for(&env.knowledge, &words, 1).await;
        let proposed = entries.into_iter().next().filter(|_| is_sure);
        groups.push(Group { about, asked, proposed });
    }
    Ok((count, groups))
}

#[component]
pub fn AlikePage() -> impl IntoView {
    let env = Env::current();
    let query = use_query_map().get_untracked();
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let done = number("repondues").zip(number("laissees"));
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match read(&env, &session.actor).await {
            Ok((count, groups)) => view! { <Filled count groups done/> }.into_any(),
            Err(Unfit::Store(error)) => {
                tracing::error!(%error, "questions that wait can't be read");
                crate::pages::status(503);
                view! { <h1>"Les questions en attente ne peuvent pas être lues pour l’instant"</h1> }
                    .into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

fn count_of(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => one.to_owned(),
        n => format!("{} {many}", french::integer(n as f64)),
    }
}

/// What became of the last answer.
fn told((answered, left): (usize, usize)) -> String {
    let answered = match answered {
        0 => "Personne n’a reçu de réponse".to_owned(),
        n => format!("{} votre réponse", count_of(n, "Une personne a reçu", "personnes ont reçu")),
    };
    match left {
        0 => format!("{answered}."),
        n => format!(
            "{answered} ; {} comme avant : un message est arrivé, un agent répond déjà, ou le canal ne le permet pas.",
            count_of(n, "une conversation reste", "conversations restent")
        ),
    }
}

#[component]
fn Filled(count: usize, groups: Vec<Group>, done: Option<(usize, usize)>) -> impl IntoView {
    let env = Env::current();
    let headline = match (count, groups.len()) {
        (0, _) => "Aucune question n’attend d’être lue ici.".to_owned(),
        (1, 0) => "Une question attend d’être lue : elle est seule.".to_owned(),
        (n, 0) => format!(
            "{} questions attendent d’être lues une à une : aucun mot ne revient chez plusieurs.",
            french::integer(n as f64)
        ),
        (n, 1) => format!(
            "{} une première réponse ; un groupe parle de la même chose.",
            count_of(n, "Une question attend", "questions attendent")
        ),
        (n, groups) => format!(
            "{} une première réponse ; {groups} groupes parlent chacun d’une chose.",
            count_of(n, "Une question attend", "questions attendent")
        ),
    };
    let done = done.map(|done| view! { <p role="status" id="suite" tabindex="-1">{told(done)}</p> });
    // The group that it was for is no more: what was typed is not lost.
    let unsent = FormProblem::of::<AnswerAlike>()
        .filter(|problem| groups.iter().all(|group| group.about != problem.typed("group")))
        .map(|problem| view! { <p>"Votre réponse n’est partie à personne, et ces questions ont changé. La voici :"</p><p class="words">{problem.typed("text")}</p> });
    let groups =
        groups.into_iter().enumerate().map(|(at, group)| view! { <Together at group/> }).collect_view();
    view! {
        <Title text="Questions semblables – Brigade numérique"/>
        <h1>"Questions semblables"</h1>
        <p class="fr-text--lead">{headline}</p>
        <Fictive wording=Wording::FRENCH/>
        {done}
        {FormProblem::alert()}
        {unsent}
        <p class="note">"Le journal note que vous lisez ces questions. Chacun reçoit la réponse dans sa conversation, sans savoir qu’elle est commune ; s’il écrit encore, un agent lui répond. Les urgences n’y sont pas."</p>
        {groups}
        <p><a class="fr-link" href=env.href(address::SHIFT)>"Revenir au quart"</a></p>
    }
    .into_any()
}

#[component]
fn Together(at: usize, group: Group) -> impl IntoView {
    let env = Env::current();
    let problem = FormProblem::of::<AnswerAlike>().filter(|problem| problem.typed("group") == group.about);
    let problem = problem.as_ref();
    let Group { about, asked, proposed } = group;
    let typed = problem.map(|problem| problem.typed("text")).unwrap_or_default();
    let proposed = proposed.map(|entry| {
        view! {
            <details>
                <summary>{format!("Peut-être : {}", entry.question)}</summary>
                <Paragraphs text=entry.answer/>
                <Source address=entry.source/>
            </details>
        }
    });
    let title = format!("{} sur « {about} »", count_of(asked.len(), "Une question", "questions"));
    let (heading, field) = (format!("groupe-{at}"), format!("reponse-{at}"));
    let lines = asked
        .into_iter()
        .map(|Unanswered { conversation, text }| {
            let name = format!("{CHOSEN}{}", conversation.id);
            let is_chosen = problem.is_none_or(|problem| !problem.typed(&name).is_empty());
            let begin = excerpt(&text);
            let rest = (begin.ends_with('…') && begin != text.trim()).then(|| view! { <details><summary>"Tout lire"</summary><p class="words">{text.clone()}</p></details> });
            view! {
                <li>
                    <label class="fr-label"><input type="checkbox" name=name value=conversation.last_seq.to_string() checked=is_chosen/>{format!(" {begin}")}</label>
                    <span class="detail">{format!("N° {}{}", conversation.id, by(&conversation))}</span>
                    {rest}
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{title}</h2>
            <form method="post" action={action::<AnswerAlike>()} class="writing">
                <input type="hidden" name="group" value=about.clone()/>
                <input type="hidden" name="message" value=env.brigade.message_id().to_string()/>
                <ul>{lines}</ul>
                {proposed}
                <label class="fr-label" for=field.clone()>"Réponse à toutes celles qui sont cochées"</label>
                <textarea class="fr-input" id=field name="text" rows="6" required=true maxlength=LONGEST.to_string() autocomplete="off" {..at_fault(problem, "text")}>{in_textarea(&typed)}</textarea>
                {beside(problem, "text")}
                <button class="fr-btn" type="submit">"Répondre à toutes"</button>
            </form>
        </section>
    }
    .into_any()
}
