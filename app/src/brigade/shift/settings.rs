//! What is set for a shift: within how many minutes a citizen is answered, and whether too many write at once.

use ::brigade::Settings;
use leptos::prelude::*;

use crate::{
    functions::{
        caller::action,
        shift::{SetAnswerTarget, SetSurge},
    },
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
};

#[component]
pub fn ShiftSettings(settings: Settings) -> impl IntoView {
    let problem = FormProblem::of::<SetAnswerTarget>();
    let problem = problem.as_ref();
    let minutes = problem.map_or_else(|| settings.target.to_string(), |problem| problem.typed("minutes"));
    let (state, switch, next) = match settings.is_surge {
        true => (
            "Le mode affluence est actif : les pages préviennent que l’attente est longue, et proposent les réponses avant d’écrire.",
            "Arrêter le mode affluence",
            "0",
        ),
        false => (
            "Quand trop de personnes écrivent à la fois, les pages le disent et proposent les réponses avant d’écrire.",
            "Passer en mode affluence",
            "1",
        ),
    };
    view! {
        <section aria-labelledby="reglages">
            <h2 id="reglages">"Réglages du quart"</h2>
            <p>{state}</p>
            <form method="post" action={action::<SetSurge>()}>
                <input type="hidden" name="active" value=next/>
                <button class="fr-btn fr-btn--secondary" type="submit">{switch}</button>
            </form>
            <form method="post" action={action::<SetAnswerTarget>()} class="inline-form">
                <label class="fr-label" for="minutes">"Délai de réponse visé, en minutes"</label>
                <input class="fr-input" type="number" id="minutes" name="minutes" min="1" max="240" required=true value=minutes.clone() {..at_fault(problem, "minutes")}/>
                {beside(problem, "minutes")}
                <button class="fr-btn fr-btn--tertiary" type="submit">"Fixer le délai"</button>
            </form>
        </section>
    }
    .into_any()
}
