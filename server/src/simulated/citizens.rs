//! Citizens who write by the public contract, so that whoever tries the desk finds people waiting. They thank whom they are answered
//! by, and go.

use std::time::Duration;

use axum::{Router, body::Body, http::Request};
use jobs::rest;
use rand::{Rng, seq::IndexedRandom};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Citizens who write and are not answered yet, most: a queue that nobody empties does not grow.
const AT_ONCE: usize = 6;
/// The first ones wait already when somebody comes.
const AT_FIRST: usize = 3;
/// How often one looks whether they were answered.
const LOOK: Duration = Duration::from_secs(4);
/// Seconds between two new ones.
const PACE: std::ops::Range<u64> = 20..50;
/// Bytes of an answer, most.
const LONGEST: usize = 1 << 20;

/// What they write first, and what an agent says that it was about.
pub const FIRST: [(&str, &str); 24] = [
    (
        "Bonjour, j’ai perdu ma carte grise hier en déménageant. Faut-il faire une déclaration de perte chez vous ?",
        "Renseignement / Démarches administratives",
    ),
    (
        "bonjour je recois des sms de la poste pour un colis que jai pas commandé, cest une arnaque ?",
        "Victime / Escroquerie",
    ),
    (
        "Mon voisin met la musique jusqu’à 3 h du matin tous les week-ends. Que puis-je faire ?",
        "Signalement / Nuisances de voisinage",
    ),
    (
        "Bonjour, quels sont les horaires de la brigade de Vitré le samedi ?",
        "Renseignement / Horaires et adresse d’une brigade",
    ),
    (
        "J’ai acheté une voiture d’occasion et le vendeur ne répond plus, le certificat de cession n’est pas signé. À qui m’adresser ?",
        "Renseignement / Démarches administratives",
    ),
    (
        "On a essayé de prélever 180 € sur ma carte dans un magasin où je ne suis jamais allée. Comment le signaler ?",
        "Victime / Fraude à la carte bancaire",
    ),
    (
        "Bonsoir, je pars trois semaines en août : comment demander que vous passiez devant la maison ?",
        "Renseignement / Opération tranquillité vacances",
    ),
    (
        "Ma fille reçoit des messages d’un inconnu sur un jeu en ligne, il lui demande des photos. Elle a 12 ans, je veux savoir quoi faire.",
        "Signalement / Contenu illicite en ligne",
    ),
    (
        "Bonjour je voudrais savoir ou en est ma pré plainte faite mardi dernier pour un vélo volé",
        "Victime / Vol",
    ),
    (
        "J’ai trouvé un portefeuille sur le parking du supermarché, je vous l’apporte ?",
        "Renseignement / Démarches administratives",
    ),
    (
        "Je voudrais devenir gendarme, j’ai 19 ans et un bac pro. Par où commencer ?",
        "Renseignement / Recrutement",
    ),
    ("On m’a volé mon téléphone dans le bus, j’ai le numéro IMEI. Que dois-je en faire ?", "Victime / Vol"),
    (
        "Bonjour, un faux conseiller bancaire m’a appelé et je lui ai donné un code. J’ai fait opposition. Et maintenant ?",
        "Victime / Escroquerie",
    ),
    (
        "Quelqu’un a rayé ma voiture devant chez moi cette nuit, est-ce que je peux porter plainte en ligne ?",
        "Renseignement / Démarches administratives",
    ),
    (
        "Hello, I lost my passport near Annecy yesterday. Do I need a police report for my embassy?",
        "Renseignement / Démarches administratives",
    ),
    (
        "Un démarcheur très insistant passe dans la rue pour des panneaux solaires, il va chez les personnes âgées.",
        "Signalement / Comportement suspect",
    ),
    (
        "Bonjour, mon ex ne me ramène pas les enfants à l’heure prévue, c’est la troisième fois. Que dit la loi ?",
        "Renseignement / Démarches administratives",
    ),
    (
        "J’ai vu un chien enfermé depuis deux jours sur un balcon sans eau, qui dois-je prévenir ?",
        "Signalement / Comportement suspect",
    ),
    (
        "Je n’arrive pas à ouvrir le lien de la pré-plainte, la page reste blanche",
        "Renseignement / Démarches administratives",
    ),
    (
        "Bonjour, faut-il un papier pour transporter un fusil de chasse chez l’armurier ?",
        "Renseignement / Armes et chasse",
    ),
    (
        "On a ouvert un crédit à mon nom. J’ai reçu le courrier ce matin, je ne comprends rien.",
        "Victime / Escroquerie",
    ),
    (
        "Une voiture est garée devant mon portail depuis quatre jours, je ne peux plus sortir la mienne.",
        "Signalement / Sécurité routière",
    ),
    (
        "Je suis témoin d’un accident qui a eu lieu samedi, dois-je laisser mes coordonnées quelque part ?",
        "Renseignement / Permis et circulation",
    ),
    (
        "Bonjour, mon drone peut-il voler au-dessus de mon champ ?",
        "Renseignement / Démarches administratives",
    ),
];

/// What they write when they were answered.
const THANKS: [&str; 6] = [
    "Merci beaucoup, je vais faire ça.",
    "D’accord, merci pour votre réponse !",
    "merci bonne journée",
    "Très bien. Je vous remercie.",
    "Ah, je ne savais pas. Merci.",
    "Merci, c’est clair.",
];

/// One of them.
struct Citizen {
    path: String,
    token: String,
}

/// Keeps some citizens waiting until the server stops.
pub async fn keep_writing(site: Router, prefix: String, stop: CancellationToken) {
    let mut waiting: Vec<Citizen> = Vec::new();
    let mut next = 0;
    while !stop.is_cancelled() {
        while next == 0 && waiting.len() < AT_ONCE {
            let Some(citizen) = come(&site, &prefix).await else { break };
            waiting.push(citizen);
            next = if waiting.len() < AT_FIRST { 0 } else { rand::rng().random_range(PACE) };
        }
        next = next.saturating_sub(LOOK.as_secs());
        rest(LOOK, &stop).await;
        let mut still = Vec::new();
        for citizen in waiting {
            if !thanked(&site, &citizen).await {
                still.push(citizen);
            }
        }
        waiting = still;
    }
}

async fn come(site: &Router, prefix: &str) -> Option<Citizen> {
    let opened = ask(
        site,
        &format!("{prefix}/api/v1/conversations"),
        "",
        json!({ "channel": "chat", "locale": "fr" }),
    )
    .await?;
    let path = format!("{prefix}/api/v1/conversations/{}/messages", opened["id"].as_str()?);
    let citizen = Citizen { path, token: opened["token"].as_str()?.to_owned() };
    let (text, _) = *FIRST.choose(&mut rand::rng())?;
    write(site, &citizen, text).await?;
    Some(citizen)
}

async fn write(site: &Router, citizen: &Citizen, text: &str) -> Option<Value> {
    let id = brigade::Uuid::from_u128(rand::random());
    ask(site, &citizen.path, &citizen.token, json!({ "id": id.to_string(), "text": text })).await
}

/// Whether a citizen was answered, and has said thank you; or is gone.
async fn thanked(site: &Router, citizen: &Citizen) -> bool {
    let Some(list) = ask(site, &citizen.path, &citizen.token, Value::Null).await else { return true };
    let answered =
        list["messages"].as_array().is_some_and(|all| all.iter().any(|one| one["from"] == "agent"));
    let thanks = THANKS.choose(&mut rand::rng()).copied();
    if answered && let Some(thanks) = thanks {
        write(site, citizen, thanks).await;
    }
    answered
}

/// Asks the site as anybody does; nothing where it refuses.
async fn ask(site: &Router, path: &str, token: &str, body: Value) -> Option<Value> {
    let request = Request::builder().uri(path).header("authorization", format!("Bearer {token}"));
    let request = match body {
        Value::Null => request.body(Body::empty()),
        body => request
            .method("POST")
            .header("content-type", "application/json")
            .body(Body::from(body.to_string())),
    };
    let response = site.clone().oneshot(request.ok()?).await.ok()?;
    let is_done = response.status().is_success();
    let bytes = axum::body::to_bytes(response.into_body(), LONGEST).await.ok()?;
    if is_done { serde_json::from_slice(&bytes).ok() } else { None }
}
