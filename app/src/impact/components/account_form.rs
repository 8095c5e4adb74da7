//! Opens an account for somebody who will come through the provider.

use domain::{identity::Role, territory::Level};
use leptos::prelude::*;

use super::{FormProblem, territory_options::options};
use crate::{address, env::Env};

#[component]
pub fn AccountForm() -> impl IntoView {
    let env = Env::current();
    let problem = FormProblem::current().unwrap_or_default();
    let typed = |field| problem.typed(field);
    let role = typed("role");
    let roles = Role::ALL
        .map(|r| view! { <option value=r.id() selected={r.id() == role}>{r.title()}</option> })
        .collect_view();
    let territory = typed("territoire");
    let territories = options(|t| t.level() != Level::Region, &territory);
    let told = FormProblem::alert();
    view! {
        <form method="post" action=env.href(address::ACCOUNTS) class="account-form">
            {told}
            <div class="field"><label class="fr-label" for="nom">"Nom"</label>
            <input class="fr-input" type="text" id="nom" name="nom" required=true maxlength="80" autocomplete="off" value=typed("nom")/></div>
            <div class="field"><label class="fr-label" for="adresse">"Adresse électronique professionnelle"</label>
            <input class="fr-input" id="adresse" name="adresse" type="email" required=true maxlength="254" autocomplete="off" value=typed("adresse")/></div>
            <div class="field"><label class="fr-label" for="role">"Rôle"</label>
            <select class="fr-select" id="role" name="role">{roles}</select></div>
            <div class="field"><label class="fr-label" for="territoire">"Territoire (un département pour un commandement départemental)"</label>
            <select class="fr-select" id="territoire" name="territoire">{territories}</select></div>
            <button class="fr-btn" type="submit">"Ouvrir le compte"</button>
        </form>
    }
    .into_any()
}
