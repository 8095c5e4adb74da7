//! How long conversations are kept: an administrator sets it, within bounds that nobody moves.

use brigade::{
    Term, Terms,
    keeping::{CHAT, FILES, FORM, NOTES, OUTSIDE, SILENT, URGENT, motif_field},
};
use domain::identity::Operation;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    address,
    env::Env,
    functions::{caller::action, retention::SetRetention},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
    impact::pages::refusal::Refusal,
    pages::awaited,
};

/// Each term, what it is of, and its unit.
const FIELDS: [(Term, &str, &str); 7] = [
    (CHAT, "Conversations, après leur dernier message", "jours"),
    (FORM, "Demandes par formulaire, après leur dernier message", "jours"),
    (OUTSIDE, "Conversations par SMS et messageries, après leur dernier message", "jours"),
    (URGENT, "Conversations closes qui parlaient d’une urgence", "heures"),
    (FILES, "Fichiers joints", "jours"),
    (NOTES, "Notes entre agents", "jours"),
    (SILENT, "Clôture d’une conversation répondue où personne n’écrit plus", "jours"),
];

#[component]
pub fn RetentionPage() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        let may = env.session.as_ref().is_some_and(|s| s.actor.mandate.may(Operation::SetRetention));
        if !may {
            return view! { <Refusal/> }.into_any();
        }
        match (env.brigade.terms().await, env.brigade.motif_families().await) {
            (Ok(terms), Ok(families)) => view! { <Filled terms families/> }.into_any(),
            _ => view! { <h1>"Les durées ne peuvent pas être lues pour l’instant"</h1> }.into_any(),
        }
    })
}

#[component]
fn Filled(terms: Terms, families: Vec<String>) -> impl IntoView {
    let env = Env::current();
    let fields = FIELDS.map(|(term, what, unit)| {
        let hint = format!("En {unit}, de 1 à {}.", term.most);
        view! { <TermField name=term.name.to_owned() what=what.to_owned() hint value=terms.of(term).to_string() most=term.most required=true/> }
    });
    let hours = CHAT.most * CHAT.unit;
    let motifs = families
        .into_iter()
        .map(|family| {
            let value = terms.of_motif(&family).map(|hours| hours.to_string()).unwrap_or_default();
            view! { <TermField name=motif_field(&family) what=family hint=format!("En heures, de 1 à {hours} ; vide : comme les autres.") value most=hours required=false/> }
        })
        .collect_view();
    view! {
        <Title text="Conservation – cyberIMPACT"/>
        <h1>"Durée de conservation"</h1>
        <p class="fr-text--lead">"Rien de ce qu’un citoyen confie n’est gardé plus de trois mois, ni plus de 24 heures après une urgence close : ces limites ne se déplacent pas. Vous pouvez garder moins longtemps."</p>
        {FormProblem::alert()}
        <form method="post" action={action::<SetRetention>()} class="writing">
            {fields.collect_view()}
            <h2>"Conversations closes, selon leur motif"</h2>
            {motifs}
            <button class="fr-btn" type="submit">"Enregistrer"</button>
        </form>
        <p class="note">"Ce qui dépasse est effacé dans le quart d’heure : textes, fichiers, notes et clés. Les chiffres restent : ils ne mènent à personne."</p>
        <p><a class="fr-link" href=env.href(address::ADMINISTRATION)>"Revenir à l’administration"</a></p>
    }
    .into_any()
}

#[component]
fn TermField(
    name: String,
    what: String,
    hint: String,
    value: String,
    most: i64,
    required: bool,
) -> impl IntoView {
    let problem = FormProblem::of::<SetRetention>();
    let problem = problem.as_ref();
    let value = problem.map_or(value, |problem| problem.typed(&name));
    let (fault, beside) = (at_fault(problem, &name), beside(problem, &name));
    view! {
        <label class="fr-label" for=name.clone()>{what}<span class="fr-hint-text">{hint}</span></label>
        <input class="fr-input" type="number" id=name.clone() name=name min="1" max=most.to_string() required=required value=value.clone() {..fault}/>
        {beside}
    }
    .into_any()
}
