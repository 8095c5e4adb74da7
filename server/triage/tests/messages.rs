//! What the model says of messages that others wrote than those it was learnt from. `others`: the bound was chosen on them. `apart`:
//! kept apart, and only counted.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{fs, path::Path};

use triage::triage;

/// Messages of a file in a language, or in all of them: whether each is an emergency, and what it says.
fn messages(file: &str, language: &str) -> Vec<(bool, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages").join(file);
    let text = fs::read_to_string(path).unwrap();
    let fields = text.lines().map(|line| line.splitn(3, '\t').collect::<Vec<_>>());
    fields
        .filter(|fields| fields[1] == language)
        .map(|fields| (fields[0] == "1", fields[2].to_owned()))
        .collect()
}

/// Shares of emergencies that are found, and of harmless messages that alarm.
fn rates(file: &str, language: &str) -> (f64, f64) {
    let messages = messages(file, language);
    let share = |emergency: bool| {
        let asked: Vec<_> = messages.iter().filter(|(is, _)| *is == emergency).collect();
        asked.iter().filter(|(_, text)| triage(text).emergency).count() as f64 / asked.len() as f64
    };
    let (recall, alarms) = (share(true), share(false));
    println!("{file} {language}: {} messages, recall {recall:.3}, false alarms {alarms:.3}", messages.len());
    (recall, alarms)
}

/// Asked are 0.98 and 0.02 (ADR 21 says what is reached): nobody may fall behind what was.
#[test]
fn emergencies_of_other_authors_are_found_and_the_rest_is_quiet() {
    for (file, language, least, most) in [
        ("others-french.tsv", "fr", 0.95, 0.02),
        ("others-languages.tsv", "en", 0.88, 0.08),
        ("others-languages.tsv", "de", 0.91, 0.06),
        ("others-languages.tsv", "es", 0.93, 0.04),
        ("others-languages.tsv", "it", 0.93, 0.08),
        ("apart-french.tsv", "fr", 0.94, 0.05),
        ("apart-languages.tsv", "en", 0.97, 0.04),
        ("apart-languages.tsv", "de", 0.97, 0.04),
        ("apart-languages.tsv", "es", 0.94, 0.04),
        ("apart-languages.tsv", "it", 0.92, 0.04),
    ] {
        let (recall, alarms) = rates(file, language);
        assert!(recall >= least && alarms <= most, "{file} {language}");
    }
}

#[test]
fn how_a_message_is_typed_does_not_matter() {
    for message in [
        "Il est dans la maison avec un couteau, venez vite",
        "il est dans la maison avec un couteau venez vite",
        "IL EST DANS LA MAISON AVEC UN COUTEAU VENEZ VITE !!!",
        "il é dans la maizon avec 1 couteau vené vite",
        "ilestla   il est dans la maison\u{a0}avec un couteau… venez viiiiiite",
    ] {
        assert!(triage(message).emergency, "{message}");
    }
}

#[test]
fn reasons_are_words_of_the_message() {
    let message = "Bonjour, je suis cachée dans les toilettes, il a frappé ma mère et il nous cherche";
    let verdict = triage(message);
    assert!(verdict.emergency && (1..=3).contains(&verdict.reasons.len()), "{verdict:?}");
    assert!(verdict.reasons.iter().all(|reason| message.contains(reason.as_str())), "{verdict:?}");
    let quiet = triage("Bonjour, quels papiers faut-il pour une procuration ?");
    assert!(!quiet.emergency && quiet.reasons.is_empty() && quiet.score < 0.5, "{quiet:?}");
}

#[test]
fn an_emergency_has_its_score_and_its_reasons() {
    for file in ["others-french.tsv", "others-languages.tsv", "apart-french.tsv", "apart-languages.tsv"] {
        for language in ["fr", "en", "de", "es", "it"] {
            for (_, text) in messages(file, language) {
                let verdict = triage(&text);
                assert_eq!(verdict.emergency, verdict.score >= 0.5, "{text}");
                assert_eq!(verdict.emergency, !verdict.reasons.is_empty(), "{text}: {verdict:?}");
            }
        }
    }
}

/// What would it say of letters that fell on the keyboard?
#[test]
fn noise_is_no_emergency() {
    let mut random = 1_u64;
    let mut letter = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b"abcdefghijklmnopqrstuvwxyz      "[(random >> 40) as usize % 32])
    };
    let mut alarms = 0;
    for length in 1..=1_000 {
        let noise: String = (0..length % 100 + 1).map(|_| letter()).collect();
        alarms += usize::from(triage(&noise).emergency);
    }
    println!("noise: {alarms} alarms of 1,000");
    assert!(alarms <= 50, "{alarms}");
}

#[test]
fn nothing_is_no_emergency_and_nothing_takes_long() {
    for message in ["", " ", "\n", "…", "\u{0}\u{feff}"] {
        assert!(!triage(message).emergency, "{message:?}");
    }
    let long = "a?b ".repeat(1_000_000);
    let began = std::time::Instant::now();
    assert!(!triage(&long).emergency);
    assert!(began.elapsed() < std::time::Duration::from_secs(1), "{:?}", began.elapsed());
}

/// What people say while they wait, or go on, is most of a chat.
#[test]
fn turns_of_a_conversation_are_no_emergency() {
    let turns = [
        "Effacez tout ce que je vous ai écrit",
        "supprimez tout ce que j'ai dit svp",
        "Je veux que mes messages soient effacés",
        "Delete everything I have written please",
        "Encore",
        "encore une petite question",
        "il y a quelqu’un ?",
        "Y a quelqu’un pour répondre ?",
        "vous êtes là ??",
        "ça fait une heure que j’attends",
        "répondez-moi",
        "attendez svp",
        "je suis devant la gendarmerie",
        "c’est pas urgent",
        "anyone there?",
        "still here",
        "ist noch jemand da?",
        "¿hay alguien?",
        "c’è qualcuno?",
        "ancora grazie mille",
    ];
    let alarms: Vec<_> = turns.iter().filter(|turn| triage(turn).emergency).collect();
    assert!(alarms.is_empty(), "{alarms:?}");
    for danger in [
        "il y a quelqu’un dans ma maison, je me cache",
        "encore lui, il tape ma mère",
        "he is back with a knife",
    ] {
        assert!(triage(danger).emergency, "{danger}");
    }
}
