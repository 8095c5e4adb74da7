//! Experiences in the format of Services Publics +, and Google reviews in Partoo's.

use std::io::{self, Write};

use domain::source::Source;
use rand::{Rng, seq::IndexedRandom};
use serde_json::json;

use super::{
    Plan, civil,
    rhythm::{TOWNS, day_factor, level, pick, poisson},
};

const STRUCTURES: [(&str, f64); 6] = [
    ("Brigade de gendarmerie", 62.0),
    ("Gendarmerie Nationale", 14.0),
    ("Service en ligne Perceval", 9.0),
    ("Pré-plainte en ligne (PPEL)", 8.0),
    ("Unité Numérique", 5.0),
    ("Région de Gendarmerie", 2.0),
];
const POSITIVE: [&str; 6] = [
    "Accueil chaleureux et rapide, merci aux gendarmes.",
    "J’ai été écoutée et bien orientée après un cambriolage.",
    "Réponse claire par messagerie en dix minutes.",
    "Plainte prise le jour même, gendarme très professionnel.",
    "Rappel le lendemain comme promis, bravo.",
    "Conseils utiles contre les faux SMS de livraison.",
];
const NEUTRAL: [&str; 4] = [
    "Délai un peu long mais dossier suivi.",
    "Bon contact, horaires d’accueil difficiles à trouver.",
    "Site pratique, formulaire un peu long.",
    "On m’a renvoyé vers une autre brigade.",
];
const NEGATIVE: [&str; 5] = [
    "Brigade fermée malgré les horaires affichés.",
    "Deux heures d’attente pour déposer plainte.",
    "Aucune nouvelle depuis trois mois.",
    "Téléphone qui sonne dans le vide.",
    "Je n’ai pas compris la suite donnée à mon signalement.",
];
const WORDS: [&str; 3] = ["Positif", "Neutre", "Négatif"];

fn verbatim(rng: &mut impl Rng, sentiment: usize) -> &'static str {
    let list: &[&str] = match sentiment {
        0 => &POSITIVE,
        1 => &NEUTRAL,
        _ => &NEGATIVE,
    };
    list.choose(rng).copied().unwrap_or_default()
}

pub fn write(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "id;etat_de_lexpérience;ressenti_usager;intitulé_typologie_1;intitulé_typologie_2;intitulé_typologie_3;tags_généraux_accessibilité;tags_généraux_informationexplication;tags_généraux_relation;tags_généraux_réactivité;tags_généraux_simplicitécomplexité;code_postal_usager;ecrit_le;date_de_publication;date_de_premiere_réponse;titre;description"
    )?;
    let structures = STRUCTURES.map(|s| s.1);
    for day in plan.days_since(civil(2020, 1, 6)) {
        let mut rng = plan.stream(Source::ServicesPublicsPlus, day);
        let trend = level(
            day,
            &[
                (civil(2020, 1, 6), 0.8),
                (civil(2022, 6, 1), 3.2),
                (civil(2025, 1, 1), 7.5),
                (civil(2027, 1, 1), 9.0),
            ],
        );
        for n in 0..poisson(&mut rng, trend * day_factor(day)) {
            let sentiment = pick(&mut rng, &[74.0, 7.0, 19.0]);
            let structure = STRUCTURES[pick(&mut rng, &structures)].0;
            let themes: Vec<&str> = (0..5)
                .map(|_| match rng.random_range(0..100) {
                    0..45 => "",
                    45..88 => WORDS[sentiment],
                    _ => WORDS[pick(&mut rng, &[1.0, 1.0, 1.0])],
                })
                .collect();
            let zip =
                if rng.random_range(0..100) < 34 { "" } else { TOWNS.choose(&mut rng).map_or("", |t| t.2) };
            let wait = (-(rng.random::<f64>().max(1e-9)).ln() * 7.5).floor() as i64;
            let reply = day + chrono::Duration::days(wait);
            let replied = reply <= plan.window.to && rng.random_range(0..100) < 95;
            let state = if replied { "Traitée" } else { "A traiter" };
            let answered = if replied { reply.format("%d/%m/%Y").to_string() } else { String::new() };
            let text = verbatim(&mut rng, sentiment);
            writeln!(
                out,
                "{}{n:02};{state};{};{structure};;;{};{zip};;{};{answered};Mon expérience;{text}",
                day.format("%y%m%d"),
                WORDS[sentiment],
                themes.join(";"),
                day.format("%d/%m/%Y"),
            )?;
        }
    }
    Ok(())
}

pub fn write_reviews(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    for (n, (departement, town, zip)) in TOWNS.iter().enumerate() {
        let row = json!({"id": format!("b-{n:04}"), "group_id": 1, "city": town, "zipcode": zip, "lat": null, "long": null, "departement": departement});
        writeln!(out, "{row}")?;
    }
    for day in plan.days_since(civil(2021, 1, 1)) {
        let mut rng = plan.stream(Source::Partoo, day);
        let trend =
            level(day, &[(civil(2021, 1, 1), 9.0), (civil(2024, 1, 1), 16.0), (civil(2027, 1, 1), 20.0)]);
        for n in 0..poisson(&mut rng, trend * day_factor(day)) {
            let business = rng.random_range(0..TOWNS.len());
            let rating = [5, 4, 3, 2, 1][pick(&mut rng, &[47.0, 11.0, 5.0, 6.0, 31.0])];
            let sentiment = match rating {
                4.. => 0,
                3 => 1,
                _ => 2,
            };
            let id: u64 = format!("{}{n:03}", day.format("%y%m%d")).parse().unwrap_or(0);
            let row = json!({"id": id, "business_id": format!("b-{business:04}"), "date": day.to_string(),
                "update_date": format!("{day}T09:00:00Z"), "rating": rating, "content": verbatim(&mut rng, sentiment)});
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}
