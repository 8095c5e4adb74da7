//! Citizens of a demonstration, who write by the public contract so that whoever tries the desk finds people waiting. They thank whom
//! they are answered by, and go. What they write is invented here; pages of a demonstration say so.

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

/// What they write first.
const FIRST: [&str; 24] = [
    "Bonjour, j’ai perdu ma carte grise hier en déménageant. Faut-il faire une déclaration de perte chez vous ?",
    "bonjour je recois des sms de la poste pour un colis que jai pas commandé, cest une arnaque ?",
    "Mon voisin met la musique jusqu’à 3 h du matin tous les week-ends. Que puis-je faire ?",
    "Bonjour, quels sont les horaires de la brigade de Vitré le samedi ?",
    "J’ai acheté une voiture d’occasion et le vendeur ne répond plus, le certificat de cession n’est pas signé. À qui m’adresser ?",
    "On a essayé de prélever 180 € sur ma carte dans un magasin où je ne suis jamais allée. Comment le signaler ?",
    "Bonsoir, je pars trois semaines en août : comment demander que vous passiez devant la maison ?",
    "Ma fille reçoit des messages d’un inconnu sur un jeu en ligne, il lui demande des photos. Elle a 12 ans, je veux savoir quoi faire.",
    "Bonjour je voudrais savoir ou en est ma pré plainte faite mardi dernier pour un vélo volé",
    "J’ai trouvé un portefeuille sur le parking du supermarché, je vous l’apporte ?",
    "Je voudrais devenir gendarme, j’ai 19 ans et un bac pro. Par où commencer ?",
    "On m’a volé mon téléphone dans le bus, j’ai le numéro IMEI. Que dois-je en faire ?",
    "Bonjour, un faux conseiller bancaire m’a appelé et je lui ai donné un code. J’ai fait opposition. Et maintenant ?",
    "Quelqu’un a rayé ma voiture devant chez moi cette nuit, est-ce que je peux porter plainte en ligne ?",
    "Hello, I lost my passport near Annecy yesterday. Do I need a police report for my embassy?",
    "Un démarcheur très insistant passe dans la rue pour des panneaux solaires, il va chez les personnes âgées.",
    "Bonjour, mon ex ne me ramène pas les enfants à l’heure prévue, c’est la troisième fois. Que dit la loi ?",
    "J’ai vu un chien enfermé depuis deux jours sur un balcon sans eau, qui dois-je prévenir ?",
    "Je n’arrive pas à ouvrir le lien de la pré-plainte, la page reste blanche",
    "Bonjour, faut-il un papier pour transporter un fusil de chasse chez l’armurier ?",
    "On a ouvert un crédit à mon nom. J’ai reçu le courrier ce matin, je ne comprends rien.",
    "Une voiture est garée devant mon portail depuis quatre jours, je ne peux plus sortir la mienne.",
    "Je suis témoin d’un accident qui a eu lieu samedi, dois-je laisser mes coordonnées quelque part ?",
    "Bonjour, mon drone peut-il voler au-dessus de mon champ ?",
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
    write(site, &citizen, one_of(&FIRST)).await?;
    Some(citizen)
}

fn one_of(words: &[&'static str]) -> &'static str {
    words.choose(&mut rand::rng()).copied().unwrap_or_default()
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
    if answered {
        write(site, citizen, one_of(&THANKS)).await;
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
