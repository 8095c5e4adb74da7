//! What is taken out of a conversation's words, and what is left in: sentences as citizens and agents write them, of nobody.

use super::{Kind, scrub};

/// Each text, and what is left of it.
fn each(cases: &[(&str, &str)]) {
    for (text, left) in cases {
        assert_eq!(scrub(text).text, *left, "{text}");
        assert_eq!(scrub(left).text, *left, "what was scrubbed stays as it is");
    }
}

#[test]
fn names_go() {
    each(&[
        ("Je m'appelle Jean Dupont et on m'a volé mon vélo.", "Je m'appelle [nom] et on m'a volé mon vélo."),
        ("bonjour je m’appelle jean dupont et j'ai peur", "bonjour je m’appelle [nom] et j'ai peur"),
        ("Mon nom est Durand.", "Mon nom est [nom]."),
        ("Mon voisin, M. de La Fontaine, me menace.", "Mon voisin, M. [nom], me menace."),
        ("Mme Le Gall écrit à Monsieur le Procureur.", "Mme [nom] écrit à Monsieur le Procureur."),
        ("Nom : Lefèvre\nPrénom : Zélie", "Nom : [nom]\nPrénom : [nom]"),
        ("mme martin ne répond plus", "mme [nom] ne répond plus"),
        ("J'ai vu l'adjudant Morel hier.", "J'ai vu l'adjudant [nom] hier."),
        ("Mon fils s'appelle Enzo.", "Mon fils s'appelle [nom]."),
        ("Hier Jean-Pierre O'Brien est venu.", "Hier [nom] est venu."),
        ("Que faire ?\nCordialement,\nZoran Kovac", "Que faire ?\nCordialement,\n[nom]"),
        (
            "Madame Petit est partie. Petit a crié, un petit cri.",
            "Madame [nom] est partie. [nom] a crié, un petit cri.",
        ),
    ]);
}

#[test]
fn addresses_telephones_and_numbers_go() {
    each(&[
        ("Écrivez à jean.dupont+vol@exemple.fr.", "Écrivez à [courriel]."),
        ("Son compte est @jean_33, sur un réseau.", "Son compte est [compte], sur un réseau."),
        ("Mon numéro : 06 12 34 56 78.", "Mon numéro : [téléphone]."),
        ("06.12.34.56.78 ou 06-12-34-56-78", "[téléphone] ou [téléphone]"),
        ("0612345678, +33 6 12 34 56 78, +33 (0)6 12 34 56 78", "[téléphone], [téléphone], [téléphone]"),
        ("06/12/34/56/78 et 0033612345678", "[téléphone] et [téléphone]"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 merci", "IBAN [numéro] merci"),
        ("Carte 4970 1012 3456 7890, sécu 2 85 05 78 006 084 36", "Carte [numéro], sécu [numéro]"),
    ]);
}

#[test]
fn plates_and_dates_go() {
    each(&[
        (
            "La voiture AB-123-CD, ab-123-cd, AB123CD ou AB 123 CD",
            "La voiture [plaque], [plaque], [plaque] ou [plaque]",
        ),
        ("Une vieille 1234 AB 56 grise", "Une vieille [plaque] grise"),
        ("né le 12/03/1990 à Lyon", "né le [date] à Lyon"),
        ("Née le 1er août 1985, ou 3.4.85, ou 1985-04-03", "Née le [date], ou [date], ou [date]"),
        ("je suis née en 1985", "je suis née en [date]"),
    ]);
}

#[test]
fn what_helps_stays() {
    for text in [
        "Appelez le 17, le 112 ou le 3919 ; le 116 006 aide les victimes.",
        "Info Escroqueries : 0 805 805 817, ou 08 05 80 58 17.",
        "La loi du 5 juillet 1985 et le décret n° 2024-12 du 03/01/2024 le disent.",
        "Roulait à plus de 150 km/h, amende de 135 euros, 1 500 € de dégâts.",
        "Bonjour Madame, je voudrais porter plainte à la Brigade de Saint-Denis le 12 mars.",
        "Bonjour monsieur je suis Français",
        "Article 222-33-2 du code pénal, 24 heures sur 24, 7 jours sur 7.",
        "",
        "@ + - '",
    ] {
        let scrubbed = scrub(text);
        assert_eq!(scrubbed.text, text);
        assert!(scrubbed.removed.is_empty());
    }
}

#[test]
fn each_piece_is_told_with_its_kind() {
    let removed = scrub("Mme Durand, 06 12 34 56 78, durand@exemple.fr").removed;
    let told: Vec<_> = removed.iter().map(|piece| (piece.kind, piece.text.as_str())).collect();
    assert_eq!(
        told,
        [(Kind::Name, "Durand"), (Kind::Phone, "06 12 34 56 78"), (Kind::Email, "durand@exemple.fr")]
    );
}

#[test]
fn any_text_is_taken() {
    for text in [
        "é@è",
        "+",
        "+é",
        "06",
        "M. ",
        "née en",
        "e\u{301}ric E\u{301}ric",
        "🙂 Jean 🙂",
        "1/1/",
        "\u{202f}12\u{202f}",
    ] {
        let _ = scrub(text);
    }
    // Nothing is lost but what is told.
    let text = "Bonjour, Mme Durand (06 12 34 56 78) 🙂 vous écrit.";
    let scrubbed = scrub(text);
    let mut back = scrubbed.text.clone();
    for piece in &scrubbed.removed {
        back = back.replacen(piece.kind.mark(), &piece.text, 1);
    }
    assert_eq!(back, text);
}
