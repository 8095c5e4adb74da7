//! About, legal notice, personal data.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn About() -> impl IntoView {
    let env = Env::current();
    let organisation = env.barometer.site().organisation.clone();
    view! {
        <Title text=format!("À propos – {}", organisation.title)/>
        <Meta name="description" content="Pourquoi ce site existe, qui le publie, sous quelle licence, et ce qu’il fait de vos données personnelles."/>
        <Breadcrumb here="À propos".to_owned()/>
        <h1>"À propos"</h1>
        <p class="fr-text--lead">{organisation.footer.clone()}</p>
        <h2>"Pourquoi ce site"</h2>
        <p>"Les services en ligne produisent chacun leurs chiffres. Ce site les réunit au même endroit, avec les mêmes règles de calcul, pour que chacun puisse les lire, les vérifier et les réutiliser."</p>
        <h2 id="mentions-legales">"Mentions légales"</h2>
        <p>{format!("Ce site est publié par {}.", organisation.name)}" "<a href=organisation.website.clone() rel="noopener external" title="Site de l’organisation, site externe">"Site de l’organisation"</a>" · "<a href=organisation.contact.clone() rel="noopener external" title="Contact, site externe">"Contact"</a>"."</p>
        <h2 id="donnees-personnelles">"Données personnelles"</h2>
        <p>"Les chiffres sont des comptages. Les références de dossier sont remplacées par une empreinte chiffrée à clé avant tout enregistrement ; les textes, les pseudonymes et les adresses ne sont pas conservés."</p>
        <p>"Les pages publiques ne déposent aucun cookie et ne mesurent pas votre visite. Deux services en demandent un, le temps de la session : la connexion des gendarmes, et la conversation de qui écrit à la Brigade numérique. Le choix du thème clair ou sombre reste dans votre navigateur."</p>
        <h2>"Licence"</h2>
        <p>"Le programme est sous licence Apache 2.0 ; les données sous Licence Ouverte 2.0, sauf mention contraire sur la page "<a href=env.href("/information-donnees")>"Informations sur les données"</a>"."</p>
    }
    .into_any()
}
