//! The list of actions, and the form that describes one.

use domain::{identity::Role, territory::Territory};
use leptos::prelude::*;
use services::actions::KINDS;

use super::{
    FormProblem,
    problem::{at_fault, beside},
    territory_options::options,
};
use crate::{
    env::Env,
    functions::{
        actions::{DescribeAction, WithdrawAction},
        caller::action as action_of,
    },
    impact::model::actions::{ActionList, Told},
};

#[component]
pub fn ActionsView(actions: ActionList) -> impl IntoView {
    let one = actions.one;
    let empty = actions.told.is_empty().then(|| {
        view! { <p>"Aucune action n’est décrite. Décrivez une campagne, une publication, une page ou une opération : cet écran dira ce qu’elle a changé."</p> }
    });
    let cards = actions.told.into_iter().map(|told| view! { <Card told one/> }).collect_view();
    let form = actions.describes.then(|| view! { <DescribeForm measurable=actions.measurable/> });
    // Of the form that describes, it is said there.
    let told = FormProblem::of::<DescribeAction>().is_none().then(FormProblem::alert).flatten();
    view! {
        {told}
        {empty}
        <ul class="actions">{cards}</ul>
        {form}
    }
    .into_any()
}

#[component]
fn Card(told: Told, one: bool) -> impl IntoView {
    let env = Env::current();
    let Told { action, indicator, finding, path } = told;
    let when = french::window(action.from, action.until);
    let where_ =
        if action.territory == Territory::France { "France entière" } else { action.territory.name() };
    let title = if one {
        ().into_any()
    } else {
        view! { <h2><a href=env.href(&path)>{action.title.clone()}</a></h2> }.into_any()
    };
    let finding = (!one).then(|| view! { <p class="finding">{french::typeset(&finding)}</p> });
    let expected = (!action.expected.is_empty())
        .then(|| view! { <p class="detail">{format!("Effet attendu : {}", action.expected)}</p> });
    let withdraw = action.mine.then(|| {
        view! {
            <form method="post" action={action_of::<WithdrawAction>()} class="inline-form">
                <input type="hidden" name="number" value=action.id.to_string()/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Retirer"<span class="fr-sr-only">{format!(" l’action {}", action.title)}</span></button>
            </form>
        }
    });
    view! {
        <li class="brief">
            {title}
            <p class="detail">{format!("{} · {where_} · {when} · mesurée sur : {indicator} · décrite par {}", action.kind, action.author)}</p>
            {finding}
            {expected}
            {withdraw}
        </li>
    }
    .into_any()
}

#[component]
fn DescribeForm(measurable: Vec<(String, String)>) -> impl IntoView {
    let env = Env::current();
    let problem = FormProblem::of::<DescribeAction>();
    let fault = |field| at_fault(problem.as_ref(), field);
    let why = |field| beside(problem.as_ref(), field);
    let typed = |field| problem.as_ref().map(|problem| problem.typed(field)).unwrap_or_default();
    let (kind, indicator, place) = (typed("kind"), typed("indicator"), typed("territory"));
    let kinds = KINDS
        .map(|(id, word)| view! { <option value=id selected={id == kind}>{word}</option> })
        .collect_view();
    let indicators = measurable
        .into_iter()
        .map(|(id, title)| {
            let selected = id == indicator;
            view! { <option value=id selected=selected>{title}</option> }
        })
        .collect_view();
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    let local = mandate.is_some_and(|m| m.role() == Role::DepartmentalCommand);
    let places = options(|t| !local || mandate.is_some_and(|m| m.scope() == t), &place);
    let told = problem.as_ref().and_then(|_| FormProblem::alert());
    let open = problem.is_some();
    view! {
        <details class="brief" open=open id="nouvelle">
            <summary>"Décrire une action"</summary>
            <form method="post" action=format!("{}#nouvelle", action_of::<DescribeAction>()) class="account-form">
                {told}
                <div class="field"><label class="fr-label" for="titre">"Titre"</label>
                <input class="fr-input" type="text" id="titre" name="title" required=true maxlength="120" autocomplete="off" value=typed("title") {..fault("title")}/>{why("title")}</div>
                <div class="field"><label class="fr-label" for="nature">"Nature"</label>
                <select class="fr-select" id="nature" name="kind" {..fault("kind")}>{kinds}</select>{why("kind")}</div>
                <div class="field"><label class="fr-label" for="lieu">"Territoire"</label>
                <select class="fr-select" id="lieu" name="territory" {..fault("territory")}>{places}</select>{why("territory")}</div>
                <div class="field"><label class="fr-label" for="premier">"Premier jour"</label>
                <input class="fr-input" type="date" id="premier" name="from" required=true value=typed("from") {..fault("from")}/>{why("from")}</div>
                <div class="field"><label class="fr-label" for="dernier">"Dernier jour"</label>
                <input class="fr-input" type="date" id="dernier" name="until" required=true value=typed("until") {..fault("until")}/>{why("until")}</div>
                <div class="field"><label class="fr-label" for="indicateur">"Mesurée sur"</label>
                <select class="fr-select" id="indicateur" name="indicator" {..fault("indicator")}>{indicators}</select>{why("indicator")}</div>
                <div class="field"><label class="fr-label" for="attendu">"Effet attendu (facultatif)"</label>
                <input class="fr-input" type="text" id="attendu" name="expected" maxlength="500" autocomplete="off" value=typed("expected") {..fault("expected")}/>{why("expected")}</div>
                <button class="fr-btn" type="submit">"Décrire l’action"</button>
            </form>
        </details>
    }
    .into_any()
}
