//! Daily snapshots of the accounts, in the shape of the Twitter API's users.

use std::io::{self, Write};

use domain::{source::Source, territory::Territory};
use rand::Rng;
use serde_json::json;

use super::{Plan, civil, rhythm::poisson};

/// National and specialised accounts: network, username, name, followers at the start, growth a day.
const NATIONAL: [(&str, &str, &str, f64, f64); 9] = [
    ("X (Twitter)", "Gendarmerie", "Gendarmerie nationale", 585_000.0, 22.0),
    ("X (Twitter)", "GIGN_officiel", "GIGN", 61_000.0, 9.0),
    ("X (Twitter)", "CyberGEND", "Commandement du cyberespace", 24_000.0, 8.0),
    ("X (Twitter)", "Recrut_Gend", "Recrutement gendarmerie", 18_000.0, 5.0),
    ("Facebook", "gendarmerienationale", "Gendarmerie nationale", 830_000.0, 60.0),
    ("Instagram", "gendarmerie_nationale_officiel", "Gendarmerie nationale", 410_000.0, 160.0),
    ("LinkedIn", "gendarmerie-nationale", "Gendarmerie nationale", 260_000.0, 120.0),
    ("YouTube", "GendarmerieOfficiel", "Gendarmerie nationale", 98_000.0, 45.0),
    ("X (Twitter)", "GardeRepubl", "Garde républicaine", 15_000.0, 3.0),
];

pub fn write(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    let origin = civil(2024, 1, 1);
    // Departmental accounts: every other département has one, and all of Corsica and overseas.
    let places: Vec<Territory> = Territory::the_101()
        .into_iter()
        .enumerate()
        .filter(|(n, d)| n % 2 == 0 || d.code().len() == 3 || d.code().starts_with('2'))
        .map(|(_, d)| d)
        .collect();
    for day in plan.days_since(origin) {
        let age = (day - origin).num_days() as f64;
        let mut rng = plan.stream(Source::SocialAccounts, day);
        let mut row = |id: usize, network: &str, username: &str, name: &str, followers: u64, posts: u64| {
            let row = json!({"id": id.to_string(), "username": username, "name": name, "network": network,
                "retrieved_at": day.to_string(), "created_at": "2012-01-01T00:00:00.000Z", "verified": true,
                "url": "https://www.gendarmerie.interieur.gouv.fr/",
                "public_metrics": {"followers_count": followers, "following_count": 120, "tweet_count": posts, "listed_count": 40}});
            writeln!(out, "{row}")
        };
        for (n, (network, username, name, start, growth)) in NATIONAL.iter().enumerate() {
            let followers = start + growth * age + rng.random_range(-20.0..20.0);
            row(n + 1, network, username, name, followers as u64, (9_000.0 + 4.0 * age) as u64)?;
        }
        for (n, place) in places.iter().enumerate() {
            let people = place.population().unwrap_or(0) as f64;
            let start = 1_500.0 + people / 180.0;
            let followers = start + age * (0.6 + people / 900_000.0) + poisson(&mut rng, 3.0) as f64;
            let posts = 1_200.0 + age * (0.6 + n as f64 % 5.0 / 4.0);
            let username = format!("Gendarmerie_{}", place.code());
            let name = format!("Gendarmerie : {}", place.name());
            row(100 + n, "X (Twitter)", &username, &name, followers as u64, posts as u64)?;
        }
    }
    Ok(())
}
