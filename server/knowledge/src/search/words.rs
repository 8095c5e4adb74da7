//! From a text to its words, as both a page and somebody on a phone write them: without accents, without elisions, without endings.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without accents.
    pub folded: String,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// Parts of words that an apostrophe cuts off.
const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// The words of a text, in their order.
pub fn words(text: &str) -> Vec<Word> {
    let (mut words, mut word, mut from) = (Vec::new(), String::new(), 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            if word.is_empty() {
                from = at;
            }
            fold(c, &mut word);
            continue;
        }
        // Marks of accents that stand for themselves (NFD).
        if ('\u{300}'..='\u{36f}').contains(&c) && !word.is_empty() {
            continue;
        }
        let is_elided = matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`') && ELIDED.contains(&word.as_str());
        if !word.is_empty() && !is_elided {
            words.push(Word { folded: std::mem::take(&mut word), at: from..at });
        }
        word.clear();
    }
    words
}

fn fold(c: char, to: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => to.push('a'),
            'é' | 'è' | 'ê' | 'ë' => to.push('e'),
            'î' | 'ï' | 'í' | 'ì' => to.push('i'),
            'ô' | 'ö' | 'ó' | 'ò' | 'õ' => to.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => to.push('u'),
            'ÿ' | 'ý' => to.push('y'),
            'ç' => to.push('c'),
            'ñ' => to.push('n'),
            'œ' => to.push_str("oe"),
            'æ' => to.push_str("ae"),
            '\u{300}'..='\u{36f}' => {}
            c => to.push(c),
        }
    }
}

/// Endings of words that were made of others: of words longer than so many letters, so many are cut, and these are put in their place
/// (the light stemmer of J. Savoy, 1999, "A stemming procedure and stopword list for general French corpora", on words without accents:
/// Snowball's French needs them, and citizens often leave them out). The first that fits counts.
const ENDINGS: [(usize, &str, usize, &str); 25] = [
    (9, "issement", 7, "r"),
    (8, "issant", 5, "r"),
    (7, "ivement", 6, "f"),
    (6, "ement", 4, ""),
    (11, "ficatrice", 7, "er"),
    (10, "ficateur", 6, "er"),
    (9, "catrice", 7, "quer"),
    (8, "cateur", 6, "quer"),
    (8, "atrice", 6, "er"),
    (7, "ateur", 5, "er"),
    (6, "trice", 3, "r"),
    (5, "ieme", 4, ""),
    (7, "teuse", 3, "r"),
    (6, "teur", 2, "r"),
    (5, "euse", 2, ""),
    (7, "ive", 2, "f"),
    (9, "nnelle", 5, ""),
    (9, "nnel", 3, ""),
    (8, "ique", 4, ""),
    (8, "esse", 3, ""),
    (7, "inage", 3, ""),
    (9, "isation", 7, ""),
    (9, "isateur", 7, ""),
    (8, "ation", 5, ""),
    (8, "ition", 5, ""),
];

/// What the forms of a word have in common.
pub fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    if !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return stem;
    }
    // Plurals: "journaux", "feux", "plaintes".
    if stem.len() > 5 && stem.ends_with("aux") && !stem.ends_with("eaux") {
        stem.truncate(stem.len() - 2);
        stem.push('l');
    }
    for plural in ['x', 's'] {
        if stem.len() > 3 && stem.ends_with(plural) {
            stem.pop();
        }
    }
    let ending = ENDINGS.iter().find(|(longer, ending, ..)| stem.len() > *longer && stem.ends_with(ending));
    if let Some((_, _, cut, instead)) = ending {
        stem.truncate(stem.len() - cut);
        stem.push_str(instead);
    }
    if stem.len() <= 4 {
        return stem;
    }
    // Letters that come twice, and what verbs and feminines end in.
    let mut twice = '\0';
    stem.retain(|letter| std::mem::replace(&mut twice, letter) != letter);
    if stem.len() > 4 && stem.ends_with("ie") {
        stem.truncate(stem.len() - 2);
    }
    if stem.len() > 4 {
        for last in ['r', 'e', 'e'] {
            if stem.ends_with(last) {
                stem.pop();
            }
        }
    }
    stem
}

/// Words that say nothing of what a question is about.
const EMPTY: &str = "a ai aie as ait alors apres au aucun aucune aussi autre autres aux avec avoir avait avais avez avons ayant bien c ca car \
    ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme d dans de deja depuis des dont donc du elle elles en encore entre es \
    est et ete etes etre etait etais eu eux fait faire fais font il ils j je l la le les leur leurs lors lorsque lui m ma mais me meme memes \
    mes moi mon n ne ni non nos notre nous on ont or ou oui par parce pas peu plus pour pourquoi puis puisque qu quand que quel quelle \
    quelles quels quelque quelques qui quoi s sa sans se sera serait ses si sinon soit sommes son sont sous suis sur t ta te tel telle tels \
    telles tes toi ton tous tout toute toutes tres tu un une vers voici voila vos votre vous y \
    comment combien faut falloir peut peux pouvez pouvoir pourrais pourrait peuvent puisse doit dois doivent devoir devez lequel laquelle \
    bonjour bonsoir salut coucou merci svp sil plait veux veut voudrais souhaite souhaiterais aimerais savoir cas possible vais va aller";

static EMPTIES: LazyLock<std::collections::HashSet<&str>> =
    LazyLock::new(|| EMPTY.split_whitespace().collect());

pub fn is_empty(word: &str) -> bool {
    EMPTIES.contains(word) || word.len() == 1 && !word.as_bytes()[0].is_ascii_digit()
}

/// What is written short, and what it stands for.
const SHORT: &str = "jv=je vais|jveu=je veux|jveux=je veux|jss=je suis|chui=je suis|jsuis=je suis|jai=ai|g=ai|jpe=je peux|jpeux=je peux|ct=etait|\
    koi=quoi|kwa=quoi|keske=que|kesk=que|eske=que|esk=que|pk=pourquoi|pkoi=pourquoi|pq=pourquoi|prkoi=pourquoi|qd=quand|kan=quand|kand=quand|\
    ki=qui|ke=que|kel=quel|kelle=quelle|komen=comment|cmt=comment|coment=comment|cmnt=comment|tps=temps|tjs=toujours|tjrs=toujours|\
    bcp=beaucoup|ds=dans|dns=dans|pr=pour|av=avec|avc=avec|vs=vous|ns=nous|qqn=quelque|qqch=quelque chose|mm=meme|tt=tout|ts=tous|ms=mais|\
    mnt=maintenant|pb=probleme|pbs=problemes|rdv=rendez vous|msg=message|msgs=messages|tel=telephone|num=numero|ordi=ordinateur|doi=dois|\
    fo=faut|svp=merci|stp=merci|bjr=bonjour|slt=salut|asso=association|info=information|infos=informations|appart=appartement|perso=personnel|\
    pro=professionnel|fb=facebook|insta=instagram|dpt=departement|doc=document|docs=documents|taf=travail|taff=travail|cg=carte grise|\
    cni=carte identite|mdp=mot passe|cb=carte bancaire|gn=gendarmerie|gav=garde vue";

static SHORTS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let pairs = SHORT.split('|').filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(short, long)| (short, long.split(' ').collect())).collect()
});

/// What a short word stands for.
pub fn long_for(word: &str) -> Option<&'static [&'static str]> {
    SHORTS.get(word).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_read_as_everybody_writes_them() {
        assert_eq!(folded("L’Été, j'ai PORTÉ plainte !"), ["ete", "ai", "porte", "plainte"]);
        assert_eq!(folded("aujourd’hui rendez-vous cœur"), ["aujourd", "hui", "rendez", "vous", "coeur"]);
        assert_eq!(folded("e\u{301}te\u{301} 24h/24"), ["ete", "24h", "24"]);
        assert_eq!(folded(" \u{0}’' "), Vec::<String>::new());
        let text = "Où déposer l’objet ?";
        let all: Vec<&str> = words(text).into_iter().map(|word| &text[word.at]).collect();
        assert_eq!(all, ["Où", "déposer", "objet"]);
    }

    #[test]
    fn forms_of_a_word_end_alike() {
        for forms in [
            ["plainte", "plaintes"],
            ["porter", "portee"],
            ["personnels", "personnel"],
            ["journal", "journaux"],
            ["agresseur", "agresseurs"],
            ["cambriolage", "cambriolages"],
            ["conducteur", "conductrice"],
        ] {
            assert_eq!(stem(forms[0]), stem(forms[1]), "{forms:?}");
        }
        assert_eq!([stem("vol"), stem("114"), stem("été"), stem("s")], ["vol", "114", "été", "s"]);
    }
}
