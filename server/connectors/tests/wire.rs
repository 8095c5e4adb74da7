//! Each source read from its own wire format, damage included: what is kept, refused, and noted.

use connectors::{Bytes, Item, Pseudonym, Settings};
use domain::{
    observation::{Contribution, SourceRow},
    source::{RowNote, Source},
};

struct Read {
    rows: Vec<SourceRow>,
    notes: Vec<RowNote>,
}

impl Read {
    /// All contributions to a measure, in reading order.
    fn of(&self, measure: &str) -> Vec<&Contribution> {
        self.rows.iter().flat_map(|r| &r.contributions).filter(|c| c.series.measure == measure).collect()
    }

    fn reasons(&self) -> Vec<(bool, &str)> {
        self.notes.iter().map(|n| (n.kept, n.reason.as_str())).collect()
    }
}

fn read(source: Source, name: &str, bytes: &[u8]) -> Read {
    let delivery = Bytes { name: name.to_owned(), content: bytes.into(), is_simulated: true };
    let settings = Settings {
        pseudonym: Pseudonym::new(b"secret of the tests").expect("a key"),
        motifs: std::iter::once((("Victime".into(), "Escroquerie".into()), "victime".into())).collect(),
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"),
    };
    let (mut reader, _) = connectors::open(source, &delivery, &[], settings).expect("a file of this source");
    let mut items = Vec::new();
    while reader.next(&mut items).expect("a file that can be read on") {}
    let mut all = Read { rows: Vec::new(), notes: Vec::new() };
    for item in items {
        match item {
            Item::Row(row) => all.rows.push(row),
            Item::Note(note) => all.notes.push(note),
        }
    }
    all
}

#[test]
fn easiware_with_and_without_its_header_line() {
    let header = "reference;date;canal;motif_parent;motif;element_de_qualification\r\n";
    let rows = "REF-1;11/04/2022 16:25;Chat;Victime;Escroquerie;Internet\r\n";
    for (name, text) in [("with.csv", format!("\u{feff}{header}{rows}")), ("without.csv", rows.to_owned())] {
        let read = read(Source::Easiware, name, text.as_bytes());
        assert_eq!(read.rows.len(), 1, "{name}");
        let series = &read.of("contacts")[0].series;
        assert_eq!(series.categories[0], "victime");
        assert!(!format!("{:?}", read.rows).contains("REF-1"), "references are pseudonyms");
    }
}

#[test]
fn perceval_keeps_what_it_can_read() {
    let read = read(
        Source::Perceval,
        "perceval.json",
        br#"{"nb_report_day": {"2022-01-25": 3, "2022-01-26": 2, "2022-02-30": 1},
            "amount_of_money_day": {"2022-01-25": 300.0},
            "dpt_report_month": {"2022-01": {"20": 4, "97": 1, "69": 2, "ZZ": 1}, "2022-02": 12},
            "age_categories_month": {"2022-01": {"00": 1, "25+": 9}}}"#,
    );
    let reports: i64 = read.of("card_fraud").iter().map(|c| c.count).sum();
    assert_eq!(reports, 5);
    // Two days have reports, one has an amount: the mean is 300 / 3, not 300 / 5.
    let amounts = read.of("card_fraud_amount");
    assert_eq!((amounts.len(), amounts[0].sum, amounts[0].count), (1, 300.0, 3));
    let places: Vec<&str> =
        read.of("card_fraud_by_territory").iter().map(|c| c.series.territory.code()).collect();
    assert_eq!(places, ["94", "69", "groupe-97", "non-rattache"]);
    let refused: Vec<_> = read.reasons().into_iter().filter(|(kept, _)| !kept).collect();
    assert_eq!(refused.len(), 3, "a day that isn't, a month that is a number, an unknown age: {refused:?}");
}

#[test]
fn pre_complaints_across_both_edges_of_summer_time() {
    let read = read(
        Source::Ppel,
        "ppel.csv",
        b"stats_id,stats_debut_declaration,stats_fin_declaration,stats_dpt_unite,stats_pers_physique,stats_pers_morale\n\
          1,2023-10-29 02:50:00,2023-10-29 02:10:00,2a,1,0\n\
          2,2023-03-26 01:50:00,2023-03-26 03:05:00,1,0,1\n\
          3,2023-05-01 10:00:00,2023-05-01 09:00:00,75C,1,1\n",
    );
    let seconds: Vec<f64> = read.of("pre_complaint_duration").iter().map(|c| c.sum).collect();
    assert_eq!(seconds, [1200.0, 900.0], "20 minutes over the repeated hour, 15 over the one that is not");
    let people: Vec<&str> =
        read.of("pre_complaints").iter().map(|c| c.series.categories[0].as_str()).collect();
    assert_eq!(people, ["physique", "morale", "inconnu"]);
    assert_eq!(read.reasons(), [(true, "durée négative ou de plus de 24 heures : comptée sans durée")]);
}

#[test]
fn experiences_of_both_headers_in_a_damaged_encoding() {
    let new = "id;etat_de_lexpérience;ressenti_usager;intitulé_typologie_1;tags_généraux_réactivité;code_postal_usager;date_de_publication;date_de_premiere_réponse\n\
               7;Traitée;Positif;Brigade;Neutre;35380;14/03/2022;22/03/2022\n\
               8;Perdue;Négatif;;Bien;00000;15/03/2022;31/02/2022\n";
    let latin: Vec<u8> = new.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let a = read(Source::ServicesPublicsPlus, "new.csv", &latin);
    assert_eq!(a.rows.len(), 2);
    assert_eq!(a.of("experience_response_delay")[0].sum, 8.0);
    assert_eq!(a.of("experience_answered").iter().map(|c| c.sum).sum::<f64>(), 1.0);
    assert!(a.notes.iter().all(|n| n.kept), "nothing is lost");
    assert_eq!(a.notes.len(), 4, "state, theme, post code, reply: {:?}", a.reasons());
    let old = "id_experience;état de l’expérience;ressenti;typologies;code_postaux;écrit_le;date_de_1ere_réponse\n\
               7;A traiter;Neutre;Brigade, Perceval;35380;14/03/2022;\n";
    let b = read(Source::ServicesPublicsPlus, "old.csv", old.as_bytes());
    assert_eq!((b.rows.len(), b.notes.len()), (1, 0), "{:?}", b.reasons());
    assert_eq!(b.of("experiences")[0].series.categories, ["neutre", "Brigade"]);
}

#[test]
fn audience_never_bounces_more_than_it_visits() {
    let read = read(
        Source::AtInternet,
        "gn.jsonl",
        br#"{"date":"2022-04-12","visit_hour":14,"site_level2":"recrutement","m_visits":10,"m_unique_visitors":8,"m_bounces":14,"m_time_spent_per_visits":60000}
{"date":"2022-04-12","visit_hour":"N/A","site_level2":"recrutement","m_visits":10}
{"date_year":2022,"date_month":"April","geo_country":"France","geo_region":"Pays-de-la-loire","geo_city":"Nantes","m_visits":4}
"#,
    );
    assert_eq!(read.of("web_bounces")[0].sum, 10.0);
    assert_eq!(read.of("web_time")[0].sum, 600.0);
    assert_eq!(read.of("web_visits_by_place")[0].series.categories, ["France", "Pays de la Loire", "Nantes"]);
    let kinds: Vec<bool> = read.notes.iter().map(|n| n.kept).collect();
    assert_eq!(kinds, [true, false], "a reserve for the bounces, a reject for the hour");
}
