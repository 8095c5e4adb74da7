//! What a citizen thought of a conversation that is closed: asked once.

use ::brigade::Asking;
use domain::conversation::{LONGEST, Score};
use leptos::prelude::*;

use super::RATED;
use crate::{
    env::Env,
    functions::{brigade::RateBrigade, caller::action},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
};

/// The question, or the thanks for its answer.
#[component]
pub fn Rating(asking: Asking) -> impl IntoView {
    match asking {
        Asking::No => ().into_any(),
        Asking::Yes => view! { <Question/> }.into_any(),
        Asking::Answered => view! { <Thanks/> }.into_any(),
    }
}

#[component]
fn Question() -> impl IntoView {
    let problem = FormProblem::of::<RateBrigade>();
    let problem = problem.as_ref();
    let typed = |field: &str| problem.map(|problem| problem.typed(field)).unwrap_or_default();
    let (chosen, comment) = (typed("score"), typed("comment"));
    let scores = (0..=Score::BEST)
        .map(|score| {
            let value = score.to_string();
            let is_chosen = chosen == value;
            view! { <label class="score"><input type="radio" name="score" value=value required=true checked=is_chosen/>{score}</label> }
        })
        .collect_view();
    view! {
        <form method="post" action={action::<RateBrigade>()} class="writing">
            <fieldset class="scores" {..at_fault(problem, "score")}>
                <legend class="fr-label">"La réponse vous a-t-elle aidé ?"<span class="fr-hint-text">"De 0, pas du tout, à 10, tout à fait."</span></legend>
                {scores}
            </fieldset>
            {beside(problem, "score")}
            <label class="fr-label" for="commentaire">"Un mot, si vous voulez"<span class="fr-hint-text">"Il est chiffré, et effacé avec vos messages."</span></label>
            <textarea class="fr-input" id="commentaire" name="comment" rows="2" maxlength=LONGEST.to_string() autocomplete="off" {..at_fault(problem, "comment")}>{comment}</textarea>
            {beside(problem, "comment")}
            <button class="fr-btn" type="submit">"Donner mon avis"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Thanks() -> impl IntoView {
    let opinions = Env::current().barometer.site().organisation.opinions.clone();
    let more = (!opinions.is_empty()).then(|| {
        view! { <p><a class="fr-btn fr-btn--secondary" href=opinions rel="external noopener">"Je donne mon avis aux services de l’État"</a></p> }
    });
    view! {
        <p id=RATED role="status">"Merci de votre avis."</p>
        {more}
    }
    .into_any()
}
