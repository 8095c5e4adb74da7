//! Conversations with the Brigade numérique, in Easiware's format.

use std::io::{self, Write};

use chrono::NaiveDate;
use domain::source::Source;
use rand::Rng;

use super::{
    Plan, civil,
    rhythm::{DAY, day_factor, level, pick, poisson},
};

const CHANNELS: [(&str, f64); 5] =
    [("Chat", 55.0), ("Formulaire", 24.0), ("Messenger", 12.0), ("Message privé X", 5.0), ("SMS", 4.0)];

/// Parent, motif, usual weight, weight while people are confined.
const MOTIFS: [(&str, &str, f64, f64); 26] = [
    ("Renseignement", "Démarches administratives", 13.0, 6.0),
    ("Renseignement", "Horaires et adresse d’une brigade", 9.0, 3.0),
    ("Renseignement", "Opération tranquillité vacances", 4.0, 0.1),
    ("Renseignement", "Permis et circulation", 8.0, 4.0),
    ("Renseignement", "Procuration", 2.0, 0.1),
    ("Renseignement", "Recrutement", 6.0, 1.0),
    ("Renseignement", "Armes et chasse", 2.5, 0.5),
    ("Renseignement", "Attestation de déplacement", 0.2, 68.0),
    ("Signalement", "Nuisances de voisinage", 6.0, 5.0),
    ("Signalement", "Stupéfiants", 4.0, 1.5),
    ("Signalement", "Comportement suspect", 4.5, 4.0),
    ("Signalement", "Sécurité routière", 4.0, 0.5),
    ("Signalement", "Contenu illicite en ligne", 2.5, 1.0),
    ("Signalement", "Personne vulnérable", 1.8, 1.2),
    ("Victime", "Escroquerie", 10.0, 3.0),
    ("Victime", "Fraude à la carte bancaire", 4.0, 1.0),
    ("Victime", "Violences conjugales", 2.2, 1.6),
    ("Victime", "Violences sexuelles", 1.6, 0.6),
    ("Victime", "Cambriolage", 1.4, 0.2),
    ("Victime", "Vol", 3.2, 0.6),
    ("Victime", "Cybermalveillance", 3.4, 1.0),
    ("Victime", "Harcèlement", 2.6, 0.8),
    ("Victime", "Menaces", 1.6, 0.5),
    ("Victime", "Discrimination", 0.4, 0.1),
    ("PNAV", "Contact de la police nationale", 1.6, 0.6),
    ("Autre demande", "Sans précision", 0.8, 0.4),
];

/// Contacts a day: 100 at the opening of 27 February 2018, 250 to 280 in 2019, 51,000 in April 2020,
/// 600,000 in all by February 2022, 3,000 a week since.
fn mean_of(day: NaiveDate) -> f64 {
    level(
        day,
        &[
            (civil(2018, 2, 27), 100.0),
            (civil(2018, 6, 1), 160.0),
            (civil(2018, 12, 31), 245.0),
            (civil(2019, 12, 31), 280.0),
            (civil(2020, 3, 14), 255.0),
            (civil(2020, 3, 18), 1650.0),
            (civil(2020, 4, 5), 1850.0),
            (civil(2020, 5, 10), 1250.0),
            (civil(2020, 5, 14), 560.0),
            (civil(2020, 7, 15), 400.0),
            (civil(2020, 10, 27), 420.0),
            (civil(2020, 10, 31), 900.0),
            (civil(2020, 12, 14), 480.0),
            (civil(2021, 4, 2), 430.0),
            (civil(2021, 4, 5), 640.0),
            (civil(2021, 5, 10), 440.0),
            (civil(2022, 3, 1), 450.0),
            (civil(2024, 12, 31), 425.0),
            (civil(2027, 1, 1), 440.0),
        ],
    )
}

fn is_confined(day: NaiveDate) -> bool {
    [
        (civil(2020, 3, 16), civil(2020, 5, 11)),
        (civil(2020, 10, 29), civil(2020, 12, 15)),
        (civil(2021, 4, 3), civil(2021, 5, 3)),
    ]
    .iter()
    .any(|(from, to)| (*from..=*to).contains(&day))
}

pub fn write(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "reference;date;canal;motif_parent;motif;element_de_qualification")?;
    let usual = MOTIFS.map(|m| m.2);
    let confined = MOTIFS.map(|m| m.3);
    let channels = CHANNELS.map(|c| c.1);
    for day in plan.days_since(civil(2018, 2, 27)) {
        let mut rng = plan.stream(Source::Easiware, day);
        let weights = if is_confined(day) { &confined } else { &usual };
        let count = poisson(&mut rng, mean_of(day) * day_factor(day));
        for n in 0..count {
            let (hour, minute) = (pick(&mut rng, &DAY), rng.random_range(0..60));
            let (parent, motif, ..) = MOTIFS[pick(&mut rng, weights)];
            let channel = CHANNELS[pick(&mut rng, &channels)].0;
            // One row in fifty thousand is damaged, as in life.
            let date = if rng.random_range(0..50_000) == 0 {
                "00/00/0000".to_owned()
            } else {
                format!("{} {hour:02}:{minute:02}", day.format("%d/%m/%Y"))
            };
            let detail = if parent == "Victime" { "Internet" } else { "" };
            writeln!(out, "BN{}-{n:05};{date};{channel};{parent};{motif};{detail}", day.format("%Y%m%d"))?;
        }
    }
    Ok(())
}
