//! Opens an account for somebody who will come through the provider.

use domain::{identity::Role, territory::Level};
use leptos::prelude::*;

use super::{
    FormProblem,
    problem::{at_fault, beside},
    territory_options::options,
};
use crate::functions::{accounts::Enrol, caller::action};

#[component]
pub fn AccountForm() -> impl IntoView {
    let problem = FormProblem::of::<Enrol>();
    let fault = |field| at_fault(problem.as_ref(), field);
    let why = |field| beside(problem.as_ref(), field);
    let typed = |field| problem.as_ref().map(|problem| problem.typed(field)).unwrap_or_default();
    let role = typed("role");
    let roles = Role::ALL
        .map(|r| view! { <option value=r.id() selected={r.id() == role}>{r.title()}</option> })
        .collect_view();
    let territory = typed("territory");
    let territories = options(|t| t.level() != Level::Region, &territory);
    let told = problem.as_ref().and_then(|_| FormProblem::alert());
    view! {
        <form method="post" action={action::<Enrol>()} class="account-form">
            {told}
            <div class="field"><label class="fr-label" for="nom">"Nom"</label>
            <input class="fr-input" type="text" id="nom" name="name" required=true maxlength="80" autocomplete="off" value=typed("name") {..fault("name")}/>{why("name")}</div>
            <div class="field"><label class="fr-label" for="adresse">"Adresse électronique professionnelle"</label>
            <input class="fr-input" id="adresse" name="email" type="email" required=true maxlength="254" autocomplete="off" value=typed("email") {..fault("email")}/>{why("email")}</div>
            <div class="field"><label class="fr-label" for="role">"Rôle"</label>
            <select class="fr-select" id="role" name="role" {..fault("role")}>{roles}</select>{why("role")}</div>
            <div class="field"><label class="fr-label" for="territoire">"Territoire (un département pour un commandement départemental)"</label>
            <select class="fr-select" id="territoire" name="territory" {..fault("territory")}>{territories}</select>{why("territory")}</div>
            <button class="fr-btn" type="submit">"Ouvrir le compte"</button>
        </form>
    }
    .into_any()
}
