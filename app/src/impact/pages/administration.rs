//! Accounts: who may enter, and as what.

use domain::ids::AccountId;
use leptos::prelude::*;
use leptos_meta::Title;
use services::identity::{Account, Denied};

use crate::{
    address,
    env::Env,
    functions::{
        accounts::{CloseAccount, Enrol, PutOut},
        caller::action,
    },
    impact::components::{FormProblem, account_form::AccountForm},
    impact::pages::refusal::Refusal,
    pages::awaited,
};

#[component]
pub fn Administration() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match env.identity.accounts(&session.actor).await {
            Ok(accounts) => view! { <Filled accounts me=session.actor.account/> }.into_any(),
            Err(Denied::Store(_)) => {
                view! { <h1>"Les comptes ne peuvent pas être lus pour l’instant"</h1> }.into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

#[component]
fn Filled(accounts: Vec<Account>, me: AccountId) -> impl IntoView {
    let env = Env::current();
    // Of the form that opens an account, it is said there.
    let told = FormProblem::of::<Enrol>().is_none().then(FormProblem::alert).flatten();
    let rows = accounts.into_iter().map(|account| view! { <Line account me/> }).collect_view();
    view! {
        <Title text="Administration – cyberIMPACT"/>
        <h1>"Administration"</h1>
        {told}
        <p><a class="fr-link" href=env.href(address::AUDIT)>"Lire le journal"</a>" · "<a class="fr-link" href=env.href(address::SCORES)>"Scores et objectifs"</a>" · "<a class="fr-link" href=env.href(address::JOBS)>"Tâches du serveur"</a>" · "<a class="fr-link" href=env.href(address::RETENTION)>"Durée de conservation"</a>" · "<a class="fr-link" href=env.href(address::CHANNELS)>"Canaux"</a></p>
        <section aria-labelledby="comptes">
            <h2 id="comptes">"Qui peut entrer ?"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Tableau des comptes">
                <table class="accounts">
                    <thead><tr><th scope="col">"Nom"</th><th scope="col">"Rôle"</th><th scope="col">"Territoire"</th><th scope="col">"Accès par"</th><th scope="col">"Ouvert le"</th><th scope="col">"Actions"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
        <section aria-labelledby="ouvrir">
            <h2 id="ouvrir">"Ouvrir un compte"</h2>
            <p>"La personne entre ensuite par ProConnect. À sa première connexion, dans les trente jours, le compte est lié à son identité et l’adresse est oubliée."</p>
            <AccountForm/>
        </section>
    }
    .into_any()
}

#[component]
fn Line(account: Account, me: AccountId) -> impl IntoView {
    let env = Env::current();
    let (role, scope) = match account.mandate {
        Some(mandate) => (mandate.role().title(), mandate.scope().name()),
        None => ("Inconnu", "–"),
    };
    let id = account.id;
    let one = env.href(address::ACCOUNT.of(id));
    let actions = match account.closed_at {
        Some(at) => view! {
            {format!("Fermé le {} ", french::date(at.date_naive()))}
            <a class="fr-link" href=one>"Rouvrir"<span class="fr-sr-only">{format!(" le compte : {}", account.name)}</span></a>
        }
        .into_any(),
        None if id == me => view! { "Vous" }.into_any(),
        None => view! {
            <a class="fr-link" href=one>"Modifier"<span class="fr-sr-only">{format!(" le mandat : {}", account.name)}</span></a>
            " "
            <form method="post" action={action::<PutOut>()} class="inline-form"><input type="hidden" name="number" value=id.to_string()/><button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Déconnecter"<span class="fr-sr-only">{format!(" {}", account.name)}</span></button></form>
            <form method="post" action={action::<CloseAccount>()} class="inline-form"><input type="hidden" name="number" value=id.to_string()/><button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Fermer"<span class="fr-sr-only">{format!(" le compte : {}", account.name)}</span></button></form>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{account.name.clone()}</th>
            <td>{role}</td><td>{scope}</td><td>{account.door}</td>
            <td>{french::date(account.created_at.date_naive())}</td>
            <td>{actions}</td>
        </tr>
    }
    .into_any()
}
