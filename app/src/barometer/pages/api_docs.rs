//! The open-data API, for people.

use domain::catalogue::Dimension;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn ApiDocs() -> impl IntoView {
    let env = Env::current();
    let catalogue = env.barometer.catalogue();
    let base = format!("{}{}/api/v1", env.public_url, env.prefix);
    let example = format!(
        "{base}/observations?indicator=contacts&from=2024-01-01&to=2024-03-31&grain=month&by=category"
    );
    let routes = [
        ("indicators", "la liste des indicateurs, avec définition, unité et couverture"),
        ("indicators/{id}", "un indicateur"),
        ("territories?level=departement", "les territoires : france, region, departement"),
        ("observations", "les valeurs (JSON, ou CSV par observations.csv ou Accept: text/csv)"),
        ("events", "les événements annotés sur les graphiques"),
        ("dumps/{indicator}.csv.gz", "un indicateur entier, compressé"),
        ("openapi.json", "la description OpenAPI 3.1"),
    ]
    .map(|(path, what)| view! { <tr><th scope="row"><code>{path}</code></th><td>{what}</td></tr> })
    .collect_view();
    let parameters = [
        ("indicator", "obligatoire ; voir la liste plus bas"),
        ("from, to", "jours civils inclus, AAAA-MM-JJ, heure de Paris"),
        ("grain", "hour, day, week, month, quarter, year ou total"),
        ("by", "dimensions séparées par des virgules"),
        ("territory", "france, region:53, departement:35, departement:*"),
        ("compare", "previous (période précédente) ou year (un an avant : 52 semaines pour deux mois ou moins qui ne sont pas des mois entiers, mêmes dates au-delà)"),
        ("category=victime…", "ne garde qu’une valeur d’une dimension"),
        ("limit, cursor", "pagination ; suivez le champ next"),
    ]
    .map(|(name, what)| view! { <tr><th scope="row"><code>{name}</code></th><td>{what}</td></tr> })
    .collect_view();
    let indicators = catalogue
        .indicators()
        .iter()
        .map(|i| {
            let m = catalogue.measure_of(i);
            let dimensions: Vec<&str> = m.dimensions.iter().map(|d| d.id()).collect();
            let place = if m.territorial { "oui" } else { "non" };
            view! { <tr><th scope="row"><code>{i.id.clone()}</code></th><td>{i.title.clone()}</td><td>{m.grain.id()}</td><td>{dimensions.join(", ")}</td><td>{place}</td></tr> }
        })
        .collect_view();
    let dimensions = Dimension::ALL.map(|d| d.id()).join(", ");
    let title = env.barometer.site().organisation.title.clone();
    view! {
        <Title text=format!("API et données ouvertes – {title}")/>
        <Meta name="description" content="Interroger tous les chiffres du site : API ouverte, fichiers complets, formats et exemples."/>
        <Breadcrumb here="API et données ouvertes".to_owned()/>
        <h1>"API et données ouvertes"</h1>
        <p class="fr-text--lead">"Toutes les figures de ce site, sans clé ni inscription. Les adresses de la version 1 ne changeront pas."</p>
        <p>"Exemple : "<a href=env.href("/api/v1/observations?indicator=contacts&from=2024-01-01&to=2024-03-31&grain=month&by=category")><code>{example}</code></a></p>
        <h2>"Adresses"</h2>
        <p>"Sous "<code>{base.clone()}</code>" :"</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Adresses de l’API"><table><caption>"Adresses de l’API"</caption><thead><tr><th scope="col">"Adresse"</th><th scope="col">"Contenu"</th></tr></thead><tbody>{routes}</tbody></table></div>
        <h2>"Paramètres de observations"</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Paramètres"><table><caption>"Paramètres"</caption><thead><tr><th scope="col">"Nom"</th><th scope="col">"Sens"</th></tr></thead><tbody>{parameters}</tbody></table></div>
        <p>"Dimensions : "{dimensions}"."</p>
        <h2>"Lire une réponse"</h2>
        <ul>
            <li><code>"value"</code>" est un nombre, ou null quand la valeur est absente ou protégée."</li>
            <li><code>"status"</code>" : final, provisional (peut encore changer), partial (période incomplète), suppressed (secret statistique), missing (pas de donnée)."</li>
            <li>"Une somme qui n’a pas de sens (visiteurs uniques, sous-sites) est refusée avec le code 422 et une phrase."</li>
            <li>"Les erreurs suivent la RFC 9457 (application/problem+json) et nomment le paramètre fautif."</li>
            <li>"Les réponses portent un ETag : renvoyez-le dans If-None-Match pour ne recevoir que ce qui change."</li>
        </ul>
        <h2>"Indicateurs"</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Indicateurs"><table><caption>"Indicateurs"</caption><thead><tr><th scope="col">"Identifiant"</th><th scope="col">"Titre"</th><th scope="col">"Grain"</th><th scope="col">"Dimensions"</th><th scope="col">"Territoires"</th></tr></thead><tbody>{indicators}</tbody></table></div>
    }
    .into_any()
}
