//! One account: what it may do, and whether it is open.

use domain::{
    identity::Role,
    ids::AccountId,
    territory::{Level, Territory},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use services::identity::{Account, Denied};

use crate::{
    address,
    env::Env,
    functions::{
        accounts::{ChangeMandate, ReopenAccount},
        caller::action,
    },
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
        territory_options::options,
    },
    impact::pages::refusal::Refusal,
    pages::{awaited, not_found::NotFound},
};

#[component]
pub fn AccountPage() -> impl IntoView {
    let id: Option<AccountId> = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    let env = Env::current();
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match env.identity.accounts(&session.actor).await {
            Ok(accounts) => match accounts.into_iter().find(|a| Some(a.id) == id) {
                Some(account) => {
                    let is_mine = account.id == session.actor.account;
                    view! { <Filled account is_mine/> }.into_any()
                }
                None => view! { <NotFound/> }.into_any(),
            },
            Err(Denied::Store(_)) => {
                view! { <h1>"Ce compte ne peut pas être lu pour l’instant"</h1> }.into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

#[component]
fn Filled(account: Account, is_mine: bool) -> impl IntoView {
    let env = Env::current();
    let Account { id, name, mandate, door, created_at, closed_at } = account;
    let (role, scope) = match mandate {
        Some(mandate) => (mandate.role(), mandate.scope()),
        None => (Role::Analyst, Territory::France),
    };
    // What was chosen, where it was refused.
    let problem = FormProblem::of::<ChangeMandate>();
    let role = problem.as_ref().and_then(|problem| Role::parse(&problem.typed("role"))).unwrap_or(role);
    let scope = problem.as_ref().map_or(scope.to_string(), |problem| problem.typed("territory"));
    let told = problem.as_ref().and_then(|_| FormProblem::alert());
    let fault = |field| at_fault(problem.as_ref(), field);
    let why = |field| beside(problem.as_ref(), field);
    let roles = Role::ALL
        .map(|r| view! { <option value=r.id() selected={r == role}>{r.title()}</option> })
        .collect_view();
    let territories = options(|t| t.level() != Level::Region, &scope);
    let state = match closed_at {
        Some(at) => format!("fermé le {}", french::date(at.date_naive())),
        None => "ouvert".to_owned(),
    };
    let forms = if is_mine {
        view! { <p>"C’est votre compte : quelqu’un d’autre en change le mandat."</p> }.into_any()
    } else if closed_at.is_some() {
        view! {
            <p>"Rouvert, il donne les mêmes droits qu’avant. Un compte local reçoit un nouveau mot de passe par la commande « cyberimpact account »."</p>
            <form method="post" action={action::<ReopenAccount>()}><input type="hidden" name="number" value=id.to_string()/><button class="fr-btn" type="submit">"Rouvrir le compte"</button></form>
        }
        .into_any()
    } else {
        view! {
            <p>"Un nouveau mandat vaut dès la page suivante, sans nouvelle connexion."</p>
            <form method="post" action={action::<ChangeMandate>()} class="account-form">
                <input type="hidden" name="number" value=id.to_string()/>
                <div class="field"><label class="fr-label" for="role">"Rôle"</label>
                <select class="fr-select" id="role" name="role" {..fault("role")}>{roles}</select>{why("role")}</div>
                <div class="field"><label class="fr-label" for="territoire">"Territoire (un département pour un commandement départemental)"</label>
                <select class="fr-select" id="territoire" name="territory" {..fault("territory")}>{territories}</select>{why("territory")}</div>
                <button class="fr-btn" type="submit">"Changer le mandat"</button>
            </form>
        }
        .into_any()
    };
    let opened = french::date(created_at.date_naive());
    view! {
        <Title text="Compte – cyberIMPACT"/>
        <h1>{name}</h1>
        <p>{format!("Compte n° {id}, {state}, créé le {opened}. Accès par {door}.")}</p>
        <section aria-labelledby="mandat">
            <h2 id="mandat">"Mandat"</h2>
            {told}
            {forms}
        </section>
        <p><a class="fr-link" href=env.href(address::ADMINISTRATION)>"Tous les comptes"</a></p>
    }
    .into_any()
}
