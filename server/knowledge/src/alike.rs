//! Which of many messages ask the same: when a decree is published, hundreds do, each in their own words, and most name the thing. A group
//! is those who write one word, or two words beside each other, that says what it is about; whoever reads it sees why it is one.

use std::collections::{BTreeMap, BTreeSet};

use crate::search::{is_empty, stem, words};

/// Messages of a group, at least.
const FEWEST: usize = 3;
/// Characters of a message that are read: its beginning tells what it is about.
const READ: usize = 400;
/// Two words say more than one: they name a group where this part of those who write one of them writes both.
const PAIR: f32 = 1.25;
/// What everybody writes to a gendarme, by its stem: it says nothing of what a message is about.
const USUAL: &str = "gendarme gendarmerie brigade police policier aide aider besoin question renseignement information probleme situation numerique \
    jour semaine mois heure aujourd hier demain depuis toujours chose personne gens monsieur madame mademoiselle reponse repondre demande \
    demander contacter contact message dire parler expliquer merci cordialement urgent france";

/// Words that name a group, most.
const NAMED: usize = 2;

/// Messages that are about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The words, as most of them write them: "carte grise", or "attestation, courir".
    pub about: String,
    /// Their places in the list, in its order.
    pub places: Vec<usize>,
}

/// Words of a message that say something: their stem, and as they are written.
fn telling(text: &str, usual: &BTreeSet<String>) -> Vec<(String, String)> {
    let begin: String = text.chars().take(READ).collect();
    words(&begin)
        .into_iter()
        .filter(|word| !is_empty(&word.folded) && word.folded.chars().any(char::is_alphabetic))
        .map(|word| (stem(&word.folded), begin[word.at].to_lowercase()))
        .filter(|(stem, _)| !usual.contains(stem))
        .collect()
}

/// Groups, the largest first, so many at most; each message in one at most.
pub fn alike(texts: &[&str], most: usize) -> Vec<Alike> {
    let usual: BTreeSet<String> = USUAL.split_whitespace().map(stem).collect();
    let all: Vec<Vec<(String, String)>> = texts.iter().map(|text| telling(text, &usual)).collect();
    let mut left: BTreeSet<usize> = (0..all.len()).collect();
    let mut groups = Vec::new();
    while groups.len() < most {
        // Who writes each word, and each two, of those that are in no group.
        let mut by: BTreeMap<Vec<&str>, BTreeSet<usize>> = BTreeMap::new();
        for at in &left {
            for (word, _) in &all[*at] {
                by.entry(vec![word]).or_default().insert(*at);
            }
            for pair in all[*at].windows(2) {
                by.entry(vec![&pair[0].0, &pair[1].0]).or_default().insert(*at);
            }
        }
        let score = |(words, places): &(&Vec<&str>, &BTreeSet<usize>)| {
            places.len() as f32 * if words.len() == 2 { PAIR } else { 1.0 }
        };
        let best = by.iter().max_by(|one, other| score(one).total_cmp(&score(other)));
        let Some((stems, places)) = best.filter(|(_, places)| places.len() >= FEWEST) else { break };
        let name =
            |stems: &[&str]| -> Vec<&str> { stems.iter().map(|stem| written(stem, places, &all)).collect() };
        let about = match stems.len() {
            2 => name(stems).join(" "),
            _ => name(&shared(places, &all)).join(", "),
        };
        groups.push(Alike { about, places: places.iter().copied().collect() });
        left = left.difference(places).copied().collect();
    }
    groups
}

/// The first words that all of them write.
fn shared<'a>(places: &BTreeSet<usize>, all: &'a [Vec<(String, String)>]) -> Vec<&'a str> {
    let writes = |at: &usize, stem: &str| all[*at].iter().any(|(own, _)| own == stem);
    let mut shared: Vec<&str> = Vec::new();
    for (stem, _) in places.first().map_or(&[][..], |at| &all[*at]) {
        if !shared.contains(&stem.as_str()) && places.iter().all(|at| writes(at, stem)) {
            shared.push(stem);
        }
    }
    shared.truncate(NAMED);
    shared
}

/// As most write it.
fn written<'a>(stem: &str, places: &BTreeSet<usize>, all: &'a [Vec<(String, String)>]) -> &'a str {
    let mut often: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, word) in places.iter().flat_map(|at| &all[*at]).filter(|(own, _)| own == stem) {
        *often.entry(word).or_default() += 1;
    }
    often.into_iter().max_by_key(|(_, count)| *count).map_or("", |(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: [&str; 8] = [
        "Bonjour, faut-il une attestation pour aller courir ?",
        "bjr est ce que je dois avoir une atestation pour faire du sport",
        "Où trouver l’attestation de déplacement ?",
        "Puis-je imprimer l'attestation de deplacement dérogatoire ou la recopier à la main ?",
        "attestation sur telephone acceptée ?",
        "Mon fils n'a pas d'attestation, il risque une amende ?",
        "je n'ai pas d'imprimante pour l'attestation svp",
        "L’attestation de déplacement est-elle valable une heure ?",
    ];
    const FINES: [&str; 5] = [
        "Comment contester une amende ?",
        "j'ai recu une amende que je veux contester",
        "Contester mon amende de stationnement",
        "amende a contester, comment faire ?",
        "Où envoyer la contestation de l’amende ?",
    ];
    const OTHERS: [&str; 8] = [
        "On m’a volé mon vélo devant la gare",
        "J’ai reçu un SMS d’un faux colis, que faire ?",
        "Comment devenir gendarme réserviste ?",
        "Mon voisin fait du bruit toutes les nuits",
        "J’ai perdu ma carte grise",
        "Votre brigade est-elle ouverte samedi ?",
        "La gendarmerie recrute-t-elle des réservistes ?",
        "Je veux parler à un gendarme de la brigade de Vitré",
    ];

    #[test]
    fn those_who_ask_the_same_are_together_and_nobody_else() {
        let texts: Vec<&str> = OTHERS.iter().chain(&FINES).chain(&CERTIFICATE).copied().collect();
        let groups = alike(&texts, 50);
        let names: Vec<&str> = groups.iter().map(|group| group.about.as_str()).collect();
        assert_eq!(names, ["attestation", "contester, amende"], "{groups:?}");
        let fines = OTHERS.len() + FINES.len();
        assert_eq!(groups[0].places, (fines..texts.len()).collect::<Vec<_>>());
        assert_eq!(groups[1].places, (OTHERS.len()..fines).collect::<Vec<_>>());
    }

    #[test]
    fn two_words_tell_one_card_from_another() {
        let texts = [
            "carte grise perdue",
            "Où refaire ma carte grise ?",
            "changement d’adresse carte grise",
            "carte grise volée",
            "J’ai perdu ma carte bancaire",
        ];
        let groups = alike(&texts, 50);
        assert_eq!(groups.len(), 1);
        assert_eq!((groups[0].about.as_str(), &groups[0].places[..]), ("carte grise", &[0, 1, 2, 3][..]));
    }

    #[test]
    fn nothing_is_alike_of_nothing() {
        assert!(alike(&[], 50).is_empty());
        assert!(
            alike(&["", "", "", "Bonjour", "Bonjour !", "bonjour ?"], 50).is_empty(),
            "greetings are no question"
        );
        assert!(alike(&["12 34", "12 34", "12 34"], 50).is_empty(), "nor are numbers");
        let usual =
            ["J’ai besoin d’aide", "besoin d’aide svp", "Aidez-moi, j’ai une question pour un gendarme"];
        assert!(alike(&usual, 50).is_empty(), "nor what everybody writes");
    }

    #[test]
    fn each_message_is_in_one_group_at_most() {
        let texts: Vec<String> =
            (0..200).map(|n| format!("{} {}", CERTIFICATE[n % 8], OTHERS[n % 7])).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let all: Vec<usize> = alike(&texts, 50).into_iter().flat_map(|group| group.places).collect();
        let once: BTreeSet<usize> = all.iter().copied().collect();
        assert_eq!(all.len(), once.len());
    }
}
