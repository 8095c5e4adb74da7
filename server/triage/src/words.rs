//! A message in words that can be compared: small letters, no accents, repeated letters twice, each figure a nought, and the marks
//! that speak.

/// A word of a message, and where it stands there in bytes.
pub struct Word {
    pub text: String,
    pub from: usize,
    pub to: usize,
}

pub fn words(message: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word { text: String::new(), from: 0, to: 0 };
    let mut last = ('\0', 0);
    for (at, char) in message.char_indices() {
        let to = at + char.len_utf8();
        if !char.is_alphanumeric() {
            push(&mut words, &mut word);
            last = ('\0', 0);
            if is_said(char) {
                words.push(Word { text: char.to_string(), from: at, to });
            }
            continue;
        }
        if word.text.is_empty() {
            word.from = at;
        }
        word.to = to;
        for letter in char.to_lowercase().flat_map(plain) {
            last = if last.0 == letter { (letter, last.1 + 1) } else { (letter, 1) };
            if last.1 <= 2 {
                word.text.push(letter);
            }
        }
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<Word>, word: &mut Word) {
    if !word.text.is_empty() {
        words.push(Word { text: std::mem::take(&mut word.text), ..*word });
    }
}

/// Marks of a question and of a cry, and pictures.
fn is_said(char: char) -> bool {
    matches!(char, '?' | '!') || !char.is_ascii() && !char.is_whitespace() && !is_punctuation(char)
}

fn is_punctuation(char: char) -> bool {
    matches!(
        char,
        '’' | '‘' | '“' | '”' | '«' | '»' | '…' | '–' | '—' | '·' | '°' | '¿' | '¡' | '€' | '\u{fffd}'
    )
}

/// A letter without its accent, as one or two.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'à' | 'â' | 'ä' | 'á' | 'ã' => ('a', None),
        'é' | 'è' | 'ê' | 'ë' => ('e', None),
        'î' | 'ï' | 'í' | 'ì' => ('i', None),
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' => ('o', None),
        'ù' | 'û' | 'ü' | 'ú' => ('u', None),
        'ç' => ('c', None),
        'ñ' => ('n', None),
        'ß' => ('s', Some('s')),
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        figure if figure.is_numeric() => ('0', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}
