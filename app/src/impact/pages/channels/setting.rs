//! How a channel is set: what its provider's console shows is typed here once, and secrets are shown to nobody after that.

use brigade::{
    ChannelKind,
    outside::{Field, fields},
};
use leptos::prelude::*;

use crate::{
    functions::{caller::action, channels::SetChannel},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
};

/// A kind of channel as a person says it.
pub fn title(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Messenger => "Messenger",
        ChannelKind::Instagram => "Instagram",
        ChannelKind::Whatsapp => "WhatsApp",
        ChannelKind::X => "X (messages privés)",
        ChannelKind::TwilioSms => "SMS (Twilio)",
        ChannelKind::OvhSms => "SMS (OVHcloud)",
        ChannelKind::Mail => "Courriel",
    }
}

/// A setting, by the words of the provider's console.
fn label(kind: ChannelKind, name: &str) -> &'static str {
    match (kind, name) {
        (ChannelKind::Whatsapp, "sender") => "Identifiant du numéro (Phone number ID)",
        (ChannelKind::Messenger | ChannelKind::Instagram, "sender") => "Identifiant de la page",
        (ChannelKind::TwilioSms, "sender") => "Numéro d’envoi (+33…) ou service de messages (MG…)",
        (_, "sender") => "Expéditeur ; vide : un numéro court, auquel on peut répondre",
        (ChannelKind::Mail, "address") => "Adresse à laquelle les citoyens écrivent",
        (ChannelKind::Mail, "imap") => "Serveur de réception (imaps://…)",
        (ChannelKind::Mail, "smtp") => "Serveur d’envoi (smtps://…)",
        (ChannelKind::Mail, "login") => "Identifiant de la boîte",
        (ChannelKind::Mail, "password") => "Mot de passe de la boîte",
        (ChannelKind::Mail, "replies") => {
            "Adresse des réponses, « * » à la place du jeton (contact+*@…) ; vide : l’adresse elle-même"
        }
        (_, "app_secret") => "Clé secrète de l’application (App Secret)",
        (_, "verify_token") => "Jeton de vérification, que vous choisissez",
        (ChannelKind::X, "access_token") => "Jeton d’accès du compte (Access Token)",
        (_, "access_token") => "Jeton d’accès",
        (_, "account") => "Identifiant du compte",
        (ChannelKind::X, "consumer_key") => "Clé d’API (API Key)",
        (_, "consumer_key") => "Clé de consommateur (Consumer Key)",
        (_, "consumer_secret") => "Secret de la clé d’API (API Key Secret)",
        (_, "token_secret") => "Secret du jeton d’accès",
        (_, "account_sid") => "Identifiant du compte (Account SID)",
        (_, "auth_token") => "Jeton du compte (Auth Token)",
        (_, "service") => "Nom du service (sms-…)",
        (_, "application_key") => "Clé d’application",
        (_, "application_secret") => "Secret d’application",
        _ => "Fin secrète de l’adresse, que vous choisissez",
    }
}

/// What is done at the provider's.
fn told(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::OvhSms => {
            "Une fois le canal enregistré, donnez à OVHcloud son adresse, suivie de « / » et de la fin secrète, pour les réponses et les accusés de réception."
        }
        ChannelKind::Mail => {
            "La boîte est relevée en continu (dossier INBOX) ; ce qui en est enregistré ici y est effacé. Donnez une boîte qui ne sert qu’à cela. Elle permet aussi aux citoyens qui écrivent par le site de recevoir la réponse par courriel."
        }
        ChannelKind::TwilioSms => {
            "Une fois le canal enregistré, donnez son adresse à Twilio pour les messages reçus ; les accusés de réception y viennent d’eux-mêmes."
        }
        ChannelKind::X => {
            "Une fois le canal enregistré, donnez son adresse à X comme webhook : X la vérifie aussitôt."
        }
        _ => {
            "Une fois le canal enregistré, donnez à Meta son adresse et le jeton de vérification : Meta les vérifie aussitôt."
        }
    }
}

#[component]
pub fn Setting(kind: ChannelKind) -> impl IntoView {
    let problem = FormProblem::of::<SetChannel>();
    let problem = problem.as_ref();
    let name = problem.map_or_else(|| kind.id().to_owned(), |problem| problem.typed("name"));
    let settings =
        fields(kind).iter().map(|field| view! { <SettingField kind field={*field}/> }).collect_view();
    view! {
        <h2 id="reglage" tabindex="-1">{title(kind)}</h2>
        <p>{told(kind)}</p>
        <form method="post" action={action::<SetChannel>()} class="writing" autocomplete="off">
            <input type="hidden" name="kind" value=kind.id()/>
            <label class="fr-label" for="name">"Nom du canal"<span class="fr-hint-text">"Fin de son adresse : lettres minuscules, chiffres et tirets. Un canal du même nom est remplacé."</span></label>
            <input class="fr-input" type="text" id="name" name="name" maxlength="32" required=true value=name.clone() {..at_fault(problem, "name")}/>
            {beside(problem, "name")}
            {settings}
            <button class="fr-btn" type="submit">"Enregistrer le canal"</button>
        </form>
        <p class="note">"Les secrets sont chiffrés sous la clé de l’exploitant ; personne ne peut plus les lire ici."</p>
    }
    .into_any()
}

#[component]
fn SettingField(kind: ChannelKind, field: Field) -> impl IntoView {
    let problem = FormProblem::of::<SetChannel>();
    let problem = problem.as_ref();
    let name = field.name;
    // A secret is in no page, not even in the one that says what is wrong with another.
    let typed = problem.filter(|_| !field.is_secret).map(|problem| problem.typed(name)).unwrap_or_default();
    let kind_of = if field.is_secret { "password" } else { "text" };
    let autocomplete = if field.is_secret { "new-password" } else { "off" };
    view! {
        <label class="fr-label" for=name>{label(kind, name)}</label>
        <input class="fr-input" type=kind_of id=name name=name maxlength="512" required=field.is_needed autocomplete=autocomplete value=typed.clone() {..at_fault(problem, name)}/>
        {beside(problem, name)}
    }
    .into_any()
}
