//! Annotations of colleagues, their comments, and the form that writes one.

use domain::{catalogue::Pillar, query::Place, time::to_paris};
use leptos::prelude::*;
use services::annotations::{Audience, Comment};

use super::{
    FormProblem,
    problem::{at_fault, beside},
    territory_options::options,
};
use crate::{
    env::Env,
    functions::{
        annotations::{Annotate, Comment as Answer, WithdrawAnnotation, WithdrawComment},
        caller::action,
    },
    impact::model::annotations::{AnnotationList, Told},
};

#[component]
pub fn AnnotationsView(annotations: AnnotationList) -> impl IntoView {
    let AnnotationList { annotations, writes, indicator, territory, filters, parts } = annotations;
    let empty = annotations.is_empty().then(|| {
        view! { <p>"Aucune annotation pour vous. Une annotation explique un jour d’une série : elle se voit sur ses courbes."</p> }
    });
    let cards = annotations.into_iter().map(|told| view! { <Card told writes/> }).collect_view();
    let form = writes.then(|| view! { <AnnotationForm indicator territory filters parts/> });
    // Of the form that annotates, it is said there.
    let told = FormProblem::of::<Annotate>().is_none().then(FormProblem::alert).flatten();
    view! {
        {told}
        {form}
        {empty}
        <ul class="actions">{cards}</ul>
    }
    .into_any()
}

/// "le 3 novembre 2026 à 14 h 05".
fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    format!("le {}", french::moment(to_paris(at)))
}

#[component]
fn Card(told: Told, writes: bool) -> impl IntoView {
    let Told { annotation, series } = told;
    let id = annotation.id;
    let day = french::date(annotation.day);
    let withdraw = annotation.mine.then(|| {
        view! {
            <form method="post" action={action::<WithdrawAnnotation>()} class="inline-form">
                <input type="hidden" name="number" value=id.to_string()/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Retirer"<span class="fr-sr-only">{format!(" l’annotation du {day}")}</span></button>
            </form>
        }
    });
    let comments =
        annotation.comments.into_iter().map(|comment| view! { <CommentLine comment/> }).collect_view();
    let field = format!("reponse-{id}");
    let problem = FormProblem::of::<Answer>().filter(|problem| problem.typed("number") == id.to_string());
    let form = writes.then(|| {
        let problem = problem.as_ref();
        let typed = problem.map(|problem| problem.typed("body"));
        view! {
            <form method="post" action={action::<Answer>()} class="answer-form">
                <input type="hidden" name="number" value=id.to_string()/>
                <label class="fr-label" for=field.clone()>"Répondre"<span class="fr-sr-only">{format!(" à l’annotation du {day}")}</span></label>
                <input class="fr-input" type="text" id=field.clone() name="body" required=true maxlength="500" autocomplete="off" value={typed} {..at_fault(problem, "body")}/>
                {beside(problem, "body")}
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Envoyer"</button>
            </form>
        }
    });
    view! {
        <li class="brief" id=format!("annotation-{id}")>
            <h2>{format!("{series}, {day}")}</h2>
            <p>{annotation.body}</p>
            <p class="detail">{format!("{}, {}. Visible par : {}.", annotation.author, moment(annotation.created_at), annotation.audience.title().to_lowercase())}</p>
            <ul class="answers">{comments}</ul>
            {form}
            {withdraw}
        </li>
    }
    .into_any()
}

#[component]
fn CommentLine(comment: Comment) -> impl IntoView {
    let withdraw = comment.mine.then(|| {
        view! {
            <form method="post" action={action::<WithdrawComment>()} class="inline-form">
                <input type="hidden" name="number" value=comment.id.to_string()/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Retirer"<span class="fr-sr-only">" ma réponse"</span></button>
            </form>
        }
    });
    view! {
        <li>{comment.body}" "<span class="detail">{format!("{}, {}", comment.author, moment(comment.created_at))}</span>" "{withdraw}</li>
    }
    .into_any()
}

/// All indicators, by pillar.
pub fn indicators(chosen: &str) -> AnyView {
    let env = Env::current();
    [(Pillar::Visibility, "Visibilité"), (Pillar::Perception, "Perception"), (Pillar::Actors, "Acteurs")]
        .map(|(pillar, name)| {
            let list = env
                .barometer
                .catalogue()
                .indicators()
                .iter()
                .filter(|i| i.pillar == pillar)
                .map(|i| view! { <option value=i.id.clone() selected={i.id == chosen}>{i.title.clone()}</option> })
                .collect_view();
            view! { <optgroup label=name>{list}</optgroup> }
        })
        .collect_view()
        .into_any()
}

#[component]
fn AnnotationForm(
    indicator: String,
    territory: String,
    filters: String,
    parts: Vec<(String, String)>,
) -> impl IntoView {
    let env = Env::current();
    let problem = FormProblem::of::<Annotate>();
    let fault = |field| at_fault(problem.as_ref(), field);
    let why = |field| beside(problem.as_ref(), field);
    let typed = |field: &str, before: &str| match &problem {
        Some(problem) => problem.typed(field),
        None => before.to_owned(),
    };
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    let chosen_place = typed("territory", &territory);
    let places = options(|t| mandate.is_some_and(|m| m.covers(Place::One(t))), &chosen_place);
    let chosen_part = typed("filters", &filters);
    // Which parts there are is known once the indicator is.
    let part = (!parts.is_empty() || !chosen_part.is_empty()).then(|| {
        let other = (!chosen_part.is_empty() && !parts.iter().any(|(value, _)| *value == chosen_part))
            .then(|| (chosen_part.clone(), "la partie choisie".to_owned()));
        let options = parts
            .into_iter()
            .chain(other)
            .map(|(value, words)| view! { <option value=value.clone() selected={value == chosen_part}>{words}</option> })
            .collect_view();
        view! {
            <div class="field"><label class="fr-label" for="filtres">"Partie de la série"</label>
            <select class="fr-select" id="filtres" name="filters" {..fault("filters")}><option value="">"toute la série"</option>{options}</select>{why("filters")}</div>
        }
    });
    let hint = part.is_none().then(|| {
        view! { <p class="detail">"Pour une partie d’une série (un canal, un motif, un site), « Suivre et annoter » se trouve sous sa courbe."</p> }
    });
    let audience = typed("audience", "");
    let audiences = Audience::ALL
        .map(|a| view! { <option value=a.id() selected={a.id() == audience}>{a.title()}</option> })
        .collect_view();
    let told = problem.as_ref().and_then(|_| FormProblem::alert());
    let open = problem.is_some() || !indicator.is_empty();
    let series = indicators(&typed("indicator", &indicator));
    view! {
        <details class="brief" open=open id="nouvelle">
            <summary>"Annoter une série"</summary>
            <form method="post" action=format!("{}#nouvelle", action::<Annotate>()) class="account-form">
                {told}
                <div class="field"><label class="fr-label" for="indicateur">"Série"</label>
                <select class="fr-select" id="indicateur" name="indicator" {..fault("indicator")}>{series}</select>{why("indicator")}</div>
                <div class="field"><label class="fr-label" for="lieu">"Territoire"</label>
                <select class="fr-select" id="lieu" name="territory" {..fault("territory")}>{places}</select>{why("territory")}</div>
                {part}
                {hint}
                <div class="field"><label class="fr-label" for="jour">"Jour"</label>
                <input class="fr-input" type="date" id="jour" name="day" required=true value=typed("day", "") {..fault("day")}/>{why("day")}</div>
                <div class="field"><label class="fr-label" for="texte">"Ce qui explique la série, sans nommer personne"</label>
                <input class="fr-input" type="text" id="texte" name="body" required=true maxlength="280" autocomplete="off" value=typed("body", "") {..fault("body")}/>{why("body")}</div>
                <div class="field"><label class="fr-label" for="public">"Qui la lira"</label>
                <select class="fr-select" id="public" name="audience" {..fault("audience")}>{audiences}</select>{why("audience")}</div>
                <button class="fr-btn" type="submit">"Annoter"</button>
            </form>
        </details>
    }
    .into_any()
}
