//! Which of many messages ask the same: when a decree is published, hundreds do, each in their own words.

use std::collections::{BTreeSet, HashMap};

use crate::search::{is_empty, stem, words};

/// How near two messages are that ask the same, by the pieces of their words (cosine). Set where of a hundred messages on a decree, written
/// for this, groups hold no stranger: who answers reads each, but should not have to take many out.
const NEAR: f32 = 0.3;
/// Letters of a piece.
const PIECE: usize = 3;
/// Characters of a message that are read: its first sentence tells what it is about.
const READ: usize = 400;

type Pieces = HashMap<String, f32>;

/// Pieces of the words that say something: what is misspelt shares most of them.
fn pieces(text: &str) -> BTreeSet<String> {
    let begin: String = text.chars().take(READ).collect();
    let mut all = BTreeSet::new();
    for word in words(&begin) {
        if is_empty(&word.folded) {
            continue;
        }
        let letters: Vec<char> = format!(" {} ", stem(&word.folded)).chars().collect();
        all.extend(letters.windows(PIECE.min(letters.len())).map(|piece| piece.iter().collect::<String>()));
    }
    all
}

/// Messages that ask the same, by their places: the largest group first, none of one, each message in one at most.
pub fn alike(texts: &[&str]) -> Vec<Vec<usize>> {
    let all: Vec<BTreeSet<String>> = texts.iter().map(|text| pieces(text)).collect();
    let mut often: HashMap<&str, f32> = HashMap::new();
    for piece in all.iter().flatten() {
        *often.entry(piece).or_default() += 1.0;
    }
    let count = all.len() as f32;
    let weighed: Vec<Pieces> = all
        .iter()
        .map(|pieces| {
            let weight = |piece: &String| (1.0 + count / often.get(piece.as_str()).copied().unwrap_or(1.0)).ln();
            let weights: Vec<(&String, f32)> = pieces.iter().map(|piece| (piece, weight(piece))).collect();
            let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            weights.into_iter().map(|(piece, weight)| (piece.clone(), weight / length)).collect()
        })
        .collect();
    let near = |one: &Pieces, other: &Pieces| -> bool {
        let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
        few.iter().map(|(piece, weight)| weight * many.get(piece).copied().unwrap_or(0.0)).sum::<f32>() >= NEAR
    };
    let mut neighbours: Vec<BTreeSet<usize>> = (0..weighed.len())
        .map(|at| (0..weighed.len()).filter(|other| near(&weighed[at], &weighed[*other])).collect())
        .collect();
    let mut groups = Vec::new();
    // Whoever has most neighbours is the middle of a group; they leave with it.
    while let Some((_, taken)) =
        neighbours.iter().enumerate().map(|(at, near)| (std::cmp::Reverse(at), near)).max_by_key(|(at, near)| (near.len(), *at))
    {
        if taken.len() < 2 {
            break;
        }
        let taken = taken.clone();
        for near in &mut neighbours {
            near.retain(|at| !taken.contains(at));
        }
        groups.push(taken.into_iter().collect());
    }
    groups
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
    const OTHERS: [&str; 6] = [
        "On m’a volé mon vélo devant la gare",
        "J’ai reçu un SMS d’un faux colis, que faire ?",
        "Comment devenir gendarme réserviste ?",
        "Mon voisin fait du bruit toutes les nuits",
        "J’ai perdu ma carte grise",
        "Votre brigade est-elle ouverte samedi ?",
    ];

    #[test]
    fn those_who_ask_the_same_are_together_and_nobody_else() {
        let texts: Vec<&str> = OTHERS.iter().chain(&CERTIFICATE).copied().collect();
        let groups = alike(&texts);
        let first = &groups[0];
        assert!(first.iter().all(|at| *at >= OTHERS.len()), "no stranger: {groups:?}");
        assert!(first.len() >= 6, "most of them: {groups:?}");
        assert_eq!(groups.iter().flatten().filter(|at| **at < OTHERS.len()).count(), 0, "{groups:?}");
    }

    #[test]
    fn nothing_is_alike_of_nothing() {
        assert!(alike(&[]).is_empty());
        assert!(alike(&["", "", "Bonjour", "?"]).is_empty(), "greetings alone are no question");
        assert_eq!(alike(&["vol de vélo", "vol de vélo", "permis"]), [vec![0, 1]]);
    }

    #[test]
    fn each_message_is_in_one_group_at_most() {
        let texts: Vec<String> = (0..200).map(|n| format!("{} {}", CERTIFICATE[n % 8], OTHERS[n % 6])).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let groups = alike(&texts);
        let all: Vec<usize> = groups.iter().flatten().copied().collect();
        let once: BTreeSet<usize> = all.iter().copied().collect();
        assert_eq!(all.len(), once.len());
    }
}
