//! What the server does by itself: what runs, waits, failed, and comes next.

use chrono::{DateTime, Utc};
use domain::time::to_paris;
use leptos::prelude::*;
use leptos_meta::Title;
use services::{
    Unfit,
    queue::{Fare, JobState, Overview, StoredJob},
};

use crate::{
    address,
    env::Env,
    functions::{
        caller::action,
        jobs::{CancelJob, RunJobAgain},
    },
    impact::components::{FormProblem, stacked::stacked},
    impact::pages::refusal::Refusal,
    pages::awaited,
};

/// A kind of job as a person says it.
fn words(kind: &str) -> String {
    match kind {
        "weekly-letters" => "Préparer les lettres du lundi",
        "letter" => "Envoyer une lettre du lundi",
        "letter-code" => "Envoyer le code d’une adresse",
        "count-contacts" => "Compter les contacts clos",
        "sweep-conversations" => "Clore et effacer les conversations",
        "sweep-jobs" => "Oublier les tâches anciennes",
        "sweep-sessions" => "Oublier les sessions finies",
        "release" => "Décider d’une publication",
        other => other,
    }
    .to_owned()
}

/// A task that always runs, as a person says it.
fn standing(name: &str) -> &str {
    match name {
        "arrivals" => "Écouter les chargements",
        "citizens" => "Écrire comme des citoyens (démonstration)",
        "agents" => "Répondre comme des agents (démonstration)",
        "absences" => "Rendre les conversations de qui n’est plus au poste",
        "answers" => "Envoyer les réponses par SMS et messageries",
        "messages" => "Écouter les messages",
        "doors" => "Surveiller les accès",
        "releases" => "Guetter ce qui est à publier",
        "release-jobs" => "Décider des publications",
        "published" => "Préparer les pages publiques",
        "timetable" => "Tenir le calendrier",
        "jobs" => "Faire les tâches de la file",
        other => other,
    }
}

/// What runs all the time, in a sentence; what fell is named.
fn standing_sentence(tasks: &[Fare]) -> String {
    let fallen: Vec<String> = tasks
        .iter()
        .filter(|task| task.restarts > 0 || !task.runs)
        .map(|task| {
            let state = if task.runs { "en marche" } else { "à l’arrêt" };
            let times = if task.restarts > 1 { "reprises" } else { "reprise" };
            format!("« {} » ({state}, {} {times})", standing(task.name), task.restarts)
        })
        .collect();
    match (tasks.len(), fallen.len()) {
        (0, _) => "Ce serveur ne fait rien de lui-même.".to_owned(),
        (all, 0) => format!("Les {all} services permanents de ce serveur sont en marche, sans interruption."),
        (all, _) => format!("Sur {all} services permanents de ce serveur : {}.", fallen.join(", ")),
    }
}

fn state(job: &StoredJob) -> &'static str {
    match job.state {
        JobState::Waits if job.attempts > 0 => "Nouvel essai prévu",
        JobState::Waits => "En attente",
        JobState::Runs => "En cours",
        JobState::Done => "Finie",
        JobState::GivenUp => "Abandonnée",
        JobState::Cancelled => "Annulée",
    }
}

fn moment(at: DateTime<Utc>) -> String {
    french::moment(to_paris(at))
}

#[component]
pub fn JobsPage() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match env.queue.overview(&session.actor).await {
            Ok(overview) => view! { <Filled overview/> }.into_any(),
            Err(Unfit::Store(_)) => {
                view! { <h1>"Les tâches ne peuvent pas être lues pour l’instant"</h1> }.into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

/// What an administrator wants to know first.
fn headline(overview: &Overview) -> String {
    let waiting = overview.count(JobState::Waits) + overview.count(JobState::Runs);
    let rest = match waiting {
        0 => "Rien n’attend.".to_owned(),
        1 => "Une tâche attend ou est en cours.".to_owned(),
        n => format!("{n} tâches attendent ou sont en cours."),
    };
    match overview.count(JobState::GivenUp) {
        0 => format!("Aucune tâche n’a été abandonnée. {rest}"),
        1 => format!("Une tâche a été abandonnée. {rest}"),
        n => format!("{n} tâches ont été abandonnées. {rest}"),
    }
}

#[component]
fn Filled(overview: Overview) -> impl IntoView {
    let env = Env::current();
    let next = overview
        .next
        .iter()
        .map(|(kind, at)| view! { <tr><th scope="row">{words(kind)}</th><td>{moment(*at)}</td></tr> })
        .collect_view();
    let headline = headline(&overview);
    let list = if overview.jobs.is_empty() {
        view! { <p>"Rien pour l’instant."</p> }.into_any()
    } else {
        view! { <List jobs=overview.jobs/> }.into_any()
    };
    view! {
        <Title text="Tâches – cyberIMPACT"/>
        <h1>"Tâches du serveur"</h1>
        <p class="fr-text--lead">{headline}</p>
        {FormProblem::alert()}
        <p>{standing_sentence(&overview.tasks)}</p>
        <section aria-labelledby="suite">
            <h2 id="suite">"Qu’est-ce qui vient ensuite ?"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Tableau de ce qui revient">
                <table class="accounts">
                    <thead><tr><th scope="col">"Tâche"</th><th scope="col">"Prochaine fois"</th></tr></thead>
                    <tbody>{next}</tbody>
                </table>
            </div>
        </section>
        <section aria-labelledby="file">
            <h2 id="file">"Que s’est-il passé ?"</h2>
            <p>"Une tâche qui échoue est essayée à nouveau, de moins en moins souvent, puis abandonnée. Les tâches finies sont oubliées après une semaine."</p>
            {list}
        </section>
        <p><a class="fr-link" href=env.href(address::ADMINISTRATION)>"Revenir à l’administration"</a></p>
    }
    .into_any()
}

/// Heads of the list's columns.
const COLUMNS: [&str; 7] = ["N°", "Tâche", "État", "Quand", "Essais", "Raison", "Action"];

#[component]
fn List(jobs: Vec<StoredJob>) -> impl IntoView {
    let rows = jobs.into_iter().map(|job| view! { <Line job/> }).collect_view();
    stacked("Tableau des tâches", &COLUMNS, rows)
}

#[component]
fn Line(job: StoredJob) -> impl IntoView {
    let (id, kind) = (job.id, words(&job.kind));
    let act = |sends_to: String, label: &'static str| {
        view! {
            <form method="post" action=sends_to class="inline-form">
                <input type="hidden" name="number" value=id.to_string()/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">{label}<span class="fr-sr-only">{format!(" la tâche n° {id}, {kind}")}</span></button>
            </form>
        }
        .into_any()
    };
    let does_what = match job.state {
        JobState::GivenUp => act(action::<RunJobAgain>(), "Relancer"),
        JobState::Waits => act(action::<CancelJob>(), "Annuler"),
        _ => "–".into_any(),
    };
    let at = moment(job.ended_at.unwrap_or(job.due_at));
    let tries = format!("{} sur {}", job.attempts, job.most_attempts);
    let reason = job.error.clone().unwrap_or_else(|| "–".to_owned());
    let [number, _, told, when, tried, why, does] = COLUMNS;
    view! {
        <tr role="row">
            <td role="cell" data-head=number>{id.0}</td>
            <th role="rowheader" scope="row">{kind}</th>
            <td role="cell" data-head=told>{state(&job)}</td>
            <td role="cell" data-head=when>{at}</td>
            <td role="cell" data-head=tried>{tries}</td>
            <td role="cell" data-head=why>{reason}</td>
            <td role="cell" data-head=does>{does_what}</td>
        </tr>
    }
    .into_any()
}
