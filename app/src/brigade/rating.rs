//! What a citizen thought of a conversation that is closed: asked once.

use ::brigade::Asking;
use domain::conversation::{LONGEST, Score};
use leptos::prelude::*;

use super::{
    RATED,
    wording::{Carried, Wording},
};
use crate::{
    env::Env,
    functions::{brigade::RateBrigade, caller::action},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside, in_textarea},
    },
};

/// The question, or the thanks for its answer.
#[component]
pub fn Rating(asking: Asking, wording: &'static Wording) -> impl IntoView {
    match asking {
        Asking::No => ().into_any(),
        Asking::Yes => view! { <Question wording/> }.into_any(),
        Asking::Answered => view! { <Thanks wording/> }.into_any(),
    }
}

#[component]
fn Question(wording: &'static Wording) -> impl IntoView {
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
            <Carried wording/>
            <fieldset class="scores" {..at_fault(problem, "score")}>
                <legend class="fr-label">{wording.rate_question}<span class="fr-hint-text">{wording.rate_hint}</span></legend>
                {scores}
            </fieldset>
            {beside(problem, "score")}
            <label class="fr-label" for="commentaire">{wording.rate_comment}<span class="fr-hint-text">{wording.rate_comment_hint}</span></label>
            <textarea class="fr-input" id="commentaire" name="comment" rows="2" maxlength=LONGEST.to_string() autocomplete="off" {..at_fault(problem, "comment")}>{in_textarea(&comment)}</textarea>
            {beside(problem, "comment")}
            <button class="fr-btn" type="submit">{wording.rate_send}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Thanks(wording: &'static Wording) -> impl IntoView {
    let env = Env::current();
    let opinions = env.barometer.site().organisation.opinions.clone();
    let blank = env.is_framed.then_some("_blank");
    let more = (!opinions.is_empty()).then(|| {
        view! { <p><a class="fr-btn fr-btn--secondary" href=opinions target=blank rel="external noopener">{wording.rate_state}</a></p> }
    });
    view! {
        <p id=RATED role="status">{wording.rate_thanks}</p>
        {more}
    }
    .into_any()
}
