//! Weights of the scores' parts and targets: an administrator sets them, everybody sees them.

use domain::{
    catalogue::Unit,
    identity::Operation,
    score::{self, Component},
};
use leptos::prelude::*;
use leptos_meta::Title;
use services::steering::Settings;

use crate::{
    address,
    env::Env,
    functions::{caller::action, scores::SetScores},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
    impact::pages::refusal::Refusal,
    pages::awaited,
};

#[component]
pub fn Scores() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        let may = env.session.as_ref().is_some_and(|s| s.actor.mandate.may(Operation::SetScores));
        if !may {
            return view! { <Refusal/> }.into_any();
        }
        match env.steering.settings().await {
            Ok(settings) => view! { <Filled settings/> }.into_any(),
            Err(_) => view! { <h1>"Les scores ne peuvent pas être lus pour l’instant"</h1> }.into_any(),
        }
    })
}

#[component]
fn Filled(settings: Settings) -> impl IntoView {
    let env = Env::current();
    let problem = FormProblem::of::<SetScores>();
    let told = FormProblem::alert();
    let changed = settings.last_change().map(|(author, at)| {
        let day = french::date(domain::time::civil_day(at));
        view! { <p class="note">{format!("Dernier changement : {author}, le {day}.")}</p> }
    });
    let rows = score::components()
        .iter()
        .map(|component| {
            let typed = |kind: &str, value: String| match &problem {
                Some(problem) => problem.typed(&format!("{kind}-{}", component.id)),
                None => value,
            };
            let weight = typed("weight", settings.weight(component).to_string().replace('.', ","));
            let target = settings
                .target(&component.indicator)
                .map(|t| t.to_string().replace('.', ","))
                .unwrap_or_default();
            view! { <Row component weight target=typed("target", target)/> }
        })
        .collect_view();
    view! {
        <Title text="Scores et objectifs – cyberIMPACT"/>
        <h1>"Scores et objectifs"</h1>
        <p class="fr-text--lead">"Le score d’un pilier est la moyenne pondérée des places de ses indicateurs. Un objectif est la valeur à atteindre chaque mois, pour la France ; laissez vide pour n’en fixer aucun."</p>
        {told}
        <form method="post" action={action::<SetScores>()}>
            <div class="scroll" tabindex="0" role="region" aria-label="Tableau des poids et des objectifs">
                <table class="accounts">
                    <thead><tr><th scope="col">"Pilier"</th><th scope="col">"Indicateur"</th><th scope="col">"Poids, de 0 à 10"</th><th scope="col">"Objectif du mois"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {changed}
            <button class="fr-btn" type="submit">"Enregistrer"</button>
        </form>
        <p><a class="fr-link" href=env.href(address::ADMINISTRATION)>"Revenir à l’administration"</a></p>
    }
    .into_any()
}

#[component]
fn Row(component: &'static Component, weight: String, target: String) -> impl IntoView {
    use domain::catalogue::Pillar;
    let env = Env::current();
    let indicator = env.barometer.catalogue().indicator(&component.indicator);
    let title = indicator.map(|i| i.title.clone()).unwrap_or_default();
    let unit = match indicator.map(|i| i.unit) {
        Some(Unit::Seconds) => "secondes",
        Some(Unit::Share) => "(de 0 à 1)",
        Some(Unit::Eur) => "€",
        Some(Unit::Days) => "jours",
        Some(Unit::Rating) => "sur 5",
        Some(unit) => french::unit_word(2.0, unit),
        None => "",
    };
    let pillar = match component.pillar {
        Pillar::Visibility => "Visibilité",
        Pillar::Perception => "Perception",
        Pillar::Actors => "Acteurs",
    };
    let (named_weight, named_target) =
        (format!("weight-{}", component.id), format!("target-{}", component.id));
    let problem = FormProblem::of::<SetScores>();
    let problem = problem.as_ref();
    let (weight_fault, weight_beside) = (at_fault(problem, &named_weight), beside(problem, &named_weight));
    let (target_fault, target_beside) = (at_fault(problem, &named_target), beside(problem, &named_target));
    let unit_told = (!unit.is_empty()).then(|| format!(" {unit}"));
    view! {
        <tr>
            <td>{pillar}</td>
            <th scope="row">{title.clone()}</th>
            <td><input class="fr-input short" type="text" inputmode="decimal" name=named_weight value=weight required=true aria-label=format!("Poids de : {title}") {..weight_fault}/>{weight_beside}</td>
            <td><input class="fr-input short" type="text" inputmode="decimal" name=named_target value=target aria-label=format!("Objectif de : {title}") {..target_fault}/>{unit_told}{target_beside}</td>
        </tr>
    }
    .into_any()
}
