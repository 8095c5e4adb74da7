//! Takes out of a conversation's words what tells who wrote them, before they become an entry that everybody reads.
//!
//! By rules alone, so that the same words always give the same, and an agent can learn what is seen and what is not: names behind a
//! title, an introduction, a signature or a common first name; addresses of e-mail and accounts; telephones; plates; dates;
//! long numbers (IBAN, cards, social security). It takes out rather too much than too little: who proposes an entry sees each piece and
//! puts back what is harmless. It is a help and no proof: a name in small letters in the middle of a sentence, and the street where
//! somebody lives, stay.

use std::ops::Range;

/// What a piece that was taken out is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The name of a person.
    Name,
    /// An address of e-mail.
    Email,
    /// A name on a social network (`@somebody`).
    Account,
    /// A telephone's number, but for those that belong to services (08…, and short ones such as 17).
    Phone,
    /// The plate of a vehicle, as of 2009 or before.
    Plate,
    /// A day with its year, or the year of a birth; days of laws and decrees stay.
    Date,
    /// A long number: of an account, a card, a person.
    Number,
}

impl Kind {
    /// What stands in the text in its place, in French.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Name => "[nom]",
            Self::Email => "[courriel]",
            Self::Account => "[compte]",
            Self::Phone => "[téléphone]",
            Self::Plate => "[plaque]",
            Self::Date => "[date]",
            Self::Number => "[numéro]",
        }
    }
}

/// A piece that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    pub kind: Kind,
    /// As it was written. It tells of somebody: to be shown to who reads the conversation anyway, and stored nowhere.
    pub text: String,
}

/// What is left of a text, and what was taken out, in the text's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scrubbed {
    pub text: String,
    pub removed: Vec<Removed>,
}

/// Takes out of `text` what tells of a person. What was scrubbed before stays as it is.
#[must_use]
pub fn scrub(text: &str) -> Scrubbed {
    let words = Words::of(text);
    let mut pieces = accounts(text);
    let mut at = 0;
    while at < words.len() {
        let piece = words
            .iban(at)
            .or_else(|| words.date(at))
            .or_else(|| words.digits(at))
            .or_else(|| words.plate(at));
        let after = piece.as_ref().map_or(at + 1, |(_, end)| *end);
        if let Some((kind, end)) = piece {
            pieces.push((kind, words.span(at, end)));
        }
        at = after;
    }
    pieces.extend(words.names().into_iter().map(|range| (Kind::Name, range)));
    // Longest first where two begin at the same place: an address of e-mail before the name in it.
    pieces.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = Scrubbed { text: String::with_capacity(text.len()), removed: Vec::new() };
    let mut done = 0;
    for (kind, range) in pieces {
        if range.start < done {
            continue;
        }
        out.text.push_str(text.get(done..range.start).unwrap_or_default());
        out.text.push_str(kind.mark());
        out.removed.push(Removed { kind, text: text.get(range.clone()).unwrap_or_default().to_owned() });
        done = range.end;
    }
    out.text.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Addresses of e-mail, and names on social networks.
fn accounts(text: &str) -> Vec<(Kind, Range<usize>)> {
    let inside = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let start = before.trim_end_matches(inside).len();
        let tail = behind.len() - behind.trim_start_matches(inside).len();
        let told = behind.get(..tail).unwrap_or_default().trim_end_matches(['.', '-']).len();
        if told > 0 {
            let kind = if start < at { Kind::Email } else { Kind::Account };
            found.push((kind, start..at + 1 + told));
        }
    }
    found
}

/// The words of a text, parted at all that is no letter and no digit.
struct Words<'a> {
    text: &'a str,
    spans: Vec<Range<usize>>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut open = false;
        for (at, c) in text.char_indices() {
            // Accents that are written apart (as some keyboards and files have them) belong to their letter.
            let part = c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
            match spans.last_mut() {
                Some(last) if part && open => last.end = at + c.len_utf8(),
                _ if part => spans.push(at..at + c.len_utf8()),
                _ => {}
            }
            open = part;
        }
        Self { text, spans }
    }

    const fn len(&self) -> usize {
        self.spans.len()
    }

    fn word(&self, at: usize) -> &'a str {
        self.spans.get(at).and_then(|span| self.text.get(span.clone())).unwrap_or_default()
    }

    fn lower(&self, at: usize) -> String {
        self.word(at).to_lowercase()
    }

    /// What stands between a word and the one before it.
    fn gap_before(&self, at: usize) -> &'a str {
        let start = at.checked_sub(1).and_then(|before| self.spans.get(before)).map_or(0, |span| span.end);
        let end = self.spans.get(at).map_or(self.text.len(), |span| span.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The place of the words from `at` to before `end`, with the `+` of a telephone.
    fn span(&self, at: usize, end: usize) -> Range<usize> {
        let start = self.spans.get(at).map_or(0, |span| span.start);
        let start = if self.is_digits(at) && self.gap_before(at).ends_with('+') { start - 1 } else { start };
        let last = end.checked_sub(1).and_then(|last| self.spans.get(last)).map_or(start, |span| span.end);
        start..last
    }

    fn is_digits(&self, at: usize) -> bool {
        let word = self.word(at);
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
    }

    fn number(&self, at: usize) -> Option<u32> {
        self.is_digits(at).then(|| self.word(at).parse().ok()).flatten()
    }

    fn iban(&self, at: usize) -> Option<(Kind, usize)> {
        let first = self.word(at).as_bytes();
        let head = first.len() >= 4 && first.iter().take(2).all(u8::is_ascii_alphabetic);
        if !head || !first.iter().skip(2).take(2).all(u8::is_ascii_digit) {
            return None;
        }
        let (mut end, mut signs) = (at + 1, self.word(at).to_owned());
        while is_blank(self.gap_before(end)) && self.word(end).bytes().any(|b| b.is_ascii_digit()) {
            signs.push_str(self.word(end));
            end += 1;
        }
        let digits = signs.bytes().filter(u8::is_ascii_digit).count();
        (signs.len() >= 14 && digits >= 10).then_some((Kind::Number, end))
    }

    /// A day with its year; the days of laws stay, which answers need.
    fn date(&self, at: usize) -> Option<(Kind, usize)> {
        if matches!(self.lower(at.wrapping_sub(1)).as_str(), "en")
            && matches!(self.lower(at.wrapping_sub(2)).as_str(), "né" | "née" | "nee")
            && self.is_digits(at)
        {
            return Some((Kind::Date, at + 1));
        }
        let law = (1..=5).any(|back| LAWS.contains(&self.lower(at.wrapping_sub(back)).as_str()));
        if law {
            return None;
        }
        let (one, sep, two) = (self.gap_before(at + 1), self.gap_before(at + 2), self.gap_before(at + 3));
        let lengths = (self.word(at).len(), self.word(at + 1).len(), self.word(at + 2).len());
        let day = if self.lower(at) == "1er" { Some(1) } else { self.number(at) };
        if MONTHS.contains(&self.lower(at + 1).as_str()) {
            let written = is_blank(one) && is_blank(sep) && day.is_some_and(is_day);
            return (written && self.is_digits(at + 2) && lengths.2 == 4).then_some((Kind::Date, at + 3));
        }
        // A telephone in groups of two goes on with the same sign.
        let goes_on = two == one && self.is_digits(at + 3);
        if !matches!(one, "/" | "." | "-") || sep != one || goes_on {
            return None;
        }
        let (month, last) = (self.number(at + 1)?, self.number(at + 2)?);
        let month_fits = (1..=12).contains(&month);
        let fits = match lengths {
            (1 | 2, 1 | 2, 2 | 4) => day.is_some_and(is_day) && month_fits,
            (4, 1 | 2, 1 | 2) => is_day(last) && month_fits,
            _ => false,
        };
        fits.then_some((Kind::Date, at + 3))
    }

    /// A telephone, or another long number.
    fn digits(&self, at: usize) -> Option<(Kind, usize)> {
        if !self.is_digits(at) {
            return None;
        }
        let (mut end, mut digits) = (at + 1, self.word(at).to_owned());
        while matches!(
            self.gap_before(end),
            " " | "\u{a0}" | "\u{202f}" | "." | "-" | "/" | " (" | "(" | ")" | ") "
        ) && (self.is_digits(end) || matches!(self.word(end), "2A" | "2B"))
        {
            digits.push_str(self.word(end));
            end += 1;
        }
        let abroad = self.gap_before(at).ends_with('+');
        let home = digits.strip_prefix("0033").or_else(|| digits.strip_prefix("33").filter(|_| abroad));
        let home = home.map_or_else(
            || digits.strip_prefix('0').unwrap_or_default(),
            |rest| rest.trim_start_matches('0'),
        );
        if home.len() == 9 {
            // What begins with 08 is the number of a service: an answer may well name it.
            return (!home.starts_with('8')).then_some((Kind::Phone, end));
        }
        let phone = (abroad || digits.starts_with('0')) && digits.len() >= 9;
        let long = digits.len() >= 12 || self.word(at).len() >= 9;
        if phone { Some((Kind::Phone, end)) } else { long.then_some((Kind::Number, end)) }
    }

    fn plate(&self, at: usize) -> Option<(Kind, usize)> {
        if new_plate(self.word(at)) {
            return Some((Kind::Plate, at + 1));
        }
        let (one, two) = (self.gap_before(at + 1), self.gap_before(at + 2));
        let three = format!("{}{}{}", self.word(at), self.word(at + 1), self.word(at + 2));
        let parted = one == two && (one == "-" || is_blank(one)) && self.len() > at + 2;
        // "de 150 km" has the form of a plate, too: apart by blanks it is one in capitals only.
        let firm = one == "-" || !three.chars().any(char::is_lowercase);
        (parted && firm && ((new_plate(&three) && self.word(at).len() == 2) || self.old_plate(at)))
            .then_some((Kind::Plate, at + 3))
    }

    /// `1234 AB 56`, as until 2009.
    fn old_plate(&self, at: usize) -> bool {
        let (letters, end) = (self.word(at + 1), self.word(at + 2));
        let department = matches!(end, "2A" | "2B") || (self.is_digits(at + 2) && matches!(end.len(), 2 | 3));
        let fits = matches!(letters.len(), 2 | 3) && letters.bytes().all(|b| b.is_ascii_uppercase());
        self.is_digits(at) && self.word(at).len() <= 4 && fits && department
    }

    /// The places of names, and of each word of them where it is said again.
    fn names(&self) -> Vec<Range<usize>> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < self.len() {
            let end = self.name(at).unwrap_or(at);
            if end > at {
                places.push((at, end));
            }
            at = end.max(at + 1);
        }
        let known: Vec<String> = places
            .iter()
            .flat_map(|&(start, end)| (start..end).map(|word| self.lower(word)))
            .filter(|word| word.chars().count() >= 3 && !PLAIN.contains(&word.as_str()))
            .collect();
        let again =
            (0..self.len()).filter(|&word| is_capital(self.word(word)) && known.contains(&self.lower(word)));
        let again: Vec<(usize, usize)> = again.map(|word| (word, word + 1)).collect();
        places.into_iter().chain(again).map(|(start, end)| self.span(start, end)).collect()
    }

    /// Where the name ends that begins with this word, if one does.
    fn name(&self, at: usize) -> Option<usize> {
        let before = |back: usize| self.lower(at.wrapping_sub(back));
        let gap = self.gap_before(at);
        let near = is_blank(gap);
        let (one, two) = (before(1), before(2));
        let titled = near && TITLES.contains(&one.as_str())
            || (near || gap == ". ") && matches!(one.as_str(), "m" | "mr" | "mme" | "mlle" | "dr");
        let short = matches!(one.as_str(), "mr" | "mme" | "mlle") && (near || gap == ". ");
        let label = matches!(one.as_str(), "nom" | "prénom" | "prenom") && matches!(gap.trim(), ":" | "=");
        let told = near
            && (one == "appelle" && matches!(two.as_str(), "m" | "s")
                || one == "est"
                    && is_blank(self.gap_before(at.wrapping_sub(1)))
                    && matches!(two.as_str(), "nom" | "prénom" | "prenom")
                || matches!(one.as_str(), "nommé" | "nommée"));
        let signed = matches!(one.as_str(), "cordialement" | "salutations")
            && gap.trim_matches([',', '.', '!']).trim().is_empty();
        // Saint-Denis is a town.
        let place = matches!(one.as_str(), "saint" | "sainte" | "st" | "ste");
        let first = !place && is_capital(self.word(at)) && FIRST_NAMES.contains(&self.lower(at).as_str());
        let any_case = short || label || told;
        let expected = any_case || titled || signed;
        let begins = any_case || ((titled || signed || first) && is_capital(self.word(at)));
        if !(begins && self.may_be_name(at) || expected && self.particle_leads(at)) {
            return None;
        }
        let mut end = at + 1;
        while end < at + 4 && matches!(self.gap_before(end), " " | "\u{a0}" | "-" | "'" | "’") {
            let particle = PARTICLES.contains(&self.lower(end).as_str()) && is_capital(self.word(end + 1));
            let small = any_case && !is_capital(self.word(at)) && self.may_be_name(end);
            if !(particle || small || is_capital(self.word(end)) && self.may_be_name(end)) {
                break;
            }
            end += 1;
        }
        Some(end)
    }

    /// Whether a name begins here with a particle: "de La Fontaine", "Le Gall", but not "le Procureur".
    fn particle_leads(&self, at: usize) -> bool {
        let lower = self.lower(at);
        let article = matches!(lower.as_str(), "le" | "la") && !is_capital(self.word(at));
        PARTICLES.contains(&lower.as_str()) && !article && is_capital(self.word(at + 1))
    }

    fn may_be_name(&self, at: usize) -> bool {
        let word = self.word(at);
        !word.is_empty()
            && word.chars().all(|c| !c.is_ascii_digit())
            && !PLAIN.contains(&self.lower(at).as_str())
    }
}

const fn is_day(number: u32) -> bool {
    1 <= number && number <= 31
}

fn is_blank(gap: &str) -> bool {
    matches!(gap, " " | "\u{a0}" | "\u{202f}" | "  ")
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// `AB123CD`, as since 2009.
fn new_plate(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 7
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| if (2..5).contains(&at) { b.is_ascii_digit() } else { b.is_ascii_alphabetic() })
}

const LAWS: [&str; 6] = ["loi", "décret", "arrêté", "ordonnance", "règlement", "circulaire"];
const MONTHS: [&str; 15] = [
    "janvier",
    "février",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "decembre",
];
const TITLES: [&str; 15] = [
    "monsieur",
    "madame",
    "mademoiselle",
    "maître",
    "docteur",
    "gendarme",
    "adjudant",
    "major",
    "lieutenant",
    "capitaine",
    "commandant",
    "colonel",
    "brigadier",
    "maréchal",
    "logis",
];
const PARTICLES: [&str; 9] = ["de", "du", "des", "d", "la", "le", "van", "von", "ben"];
/// Words that follow a title or an introduction and are nobody's name.
const PLAIN: [&str; 58] = [
    "je", "j", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "et", "ou", "où", "mais", "le",
    "la", "les", "l", "un", "une", "des", "du", "de", "d", "à", "a", "au", "en", "est", "qui", "que", "qu",
    "ne", "n", "me", "m", "mon", "ma", "mes", "se", "s", "ce", "c", "pas", "pour", "par", "avec", "bonjour",
    "merci", "monsieur", "madame", "mme", "mr", "suis", "dans", "sur", "chez", "y",
];
/// First names that are common and mean nothing else with a capital inside a sentence.
const FIRST_NAMES: [&str; 80] = [
    "alain",
    "alexandre",
    "alice",
    "amélie",
    "andré",
    "anne",
    "antoine",
    "arthur",
    "audrey",
    "aurélie",
    "benoît",
    "bernard",
    "camille",
    "caroline",
    "catherine",
    "céline",
    "chantal",
    "charlotte",
    "christelle",
    "christine",
    "christophe",
    "chloé",
    "claude",
    "daniel",
    "david",
    "denis",
    "didier",
    "dominique",
    "élodie",
    "emma",
    "emmanuel",
    "éric",
    "fabrice",
    "fatima",
    "françois",
    "françoise",
    "frédéric",
    "gérard",
    "guillaume",
    "hugo",
    "inès",
    "isabelle",
    "jacques",
    "jean",
    "jeanne",
    "jérôme",
    "julie",
    "julien",
    "karim",
    "kévin",
    "laurent",
    "léa",
    "louise",
    "lucas",
    "manon",
    "marie",
    "martine",
    "mathieu",
    "maxime",
    "michel",
    "mohamed",
    "monique",
    "nathalie",
    "nicolas",
    "olivier",
    "pascal",
    "patrick",
    "paul",
    "philippe",
    "sandrine",
    "sébastien",
    "sophie",
    "stéphane",
    "sylvie",
    "thierry",
    "thomas",
    "valérie",
    "véronique",
    "yves",
    "zoé",
];

#[cfg(test)]
#[path = "scrub_tests.rs"]
mod tests;
