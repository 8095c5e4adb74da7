//! Texts as pieces of words: of all ways to put a text together from the pieces that the model knows, the likeliest (SentencePiece's
//! unigram model: Kudo 2018, arXiv:1804.10959; the best way by Viterbi's method).

/// A blank, as pieces have it.
const BLANK: char = '\u{2581}';

/// The pieces that a model knows.
pub struct Pieces {
    /// Texts of all pieces, one after the other, and where each begins; the last one ends where the next would begin.
    texts: Vec<u8>,
    begins: Vec<u32>,
    /// Logarithm of how likely each is.
    scores: Vec<f32>,
    /// Numbers of pieces, in the order of their texts.
    sorted: Vec<u32>,
    begin: u32,
    end: u32,
    unknown: u32,
    unknown_score: f32,
    /// Characters that are read as others, in their order.
    read_as: Vec<(u32, Vec<char>)>,
}

/// What is read of pieces from a file.
pub struct Listed {
    pub texts: Vec<u8>,
    pub begins: Vec<u32>,
    pub scores: Vec<f32>,
    pub begin: u32,
    pub end: u32,
    pub unknown: u32,
    pub read_as: Vec<(u32, Vec<char>)>,
}

/// What an unknown character costs beyond the least likely piece.
const UNKNOWN: f32 = 10.0;

impl Pieces {
    /// Nothing where the list does not hold together.
    pub fn new(listed: Listed) -> Option<Self> {
        let Listed { texts, begins, scores, begin, end, unknown, mut read_as } = listed;
        let count = scores.len();
        let holds = begins.len() == count + 1
            && begins.is_sorted()
            && begins.last().is_some_and(|last| *last as usize == texts.len())
            && [begin, end, unknown].iter().all(|special| (*special as usize) < count);
        if !holds {
            return None;
        }
        let least = scores.iter().copied().fold(f32::INFINITY, f32::min);
        read_as.sort_by_key(|(from, _)| *from);
        let mut pieces = Self {
            texts,
            begins,
            scores,
            sorted: Vec::new(),
            begin,
            end,
            unknown,
            unknown_score: least - UNKNOWN,
            read_as,
        };
        let mut sorted: Vec<u32> =
            (0..count as u32).filter(|piece| !pieces.text(*piece).is_empty()).collect();
        sorted.sort_by(|a, b| pieces.text(*a).cmp(pieces.text(*b)));
        pieces.sorted = sorted;
        Some(pieces)
    }

    pub fn count(&self) -> usize {
        self.scores.len()
    }

    fn text(&self, piece: u32) -> &[u8] {
        let at = piece as usize;
        &self.texts[self.begins[at] as usize..self.begins[at + 1] as usize]
    }

    /// The pieces of a text between a beginning and an end, `most` at most.
    pub fn of(&self, text: &str, most: usize) -> Vec<u32> {
        let text = self.spelt(text);
        let mut pieces = vec![self.begin];
        pieces.extend(self.likeliest(&text).into_iter().take(most.saturating_sub(2)));
        pieces.push(self.end);
        pieces
    }

    /// A text in the characters that pieces are made of.
    fn spelt(&self, text: &str) -> String {
        let mut spelt = String::with_capacity(text.len() + 3);
        let mut add = |letter: char| {
            let letter = if letter == ' ' { BLANK } else { letter };
            if letter != BLANK || !spelt.ends_with(BLANK) {
                spelt.push(letter);
            }
        };
        add(' ');
        for letter in text.chars() {
            match self.read_as.binary_search_by_key(&u32::from(letter), |(from, _)| *from) {
                Ok(at) => self.read_as[at].1.iter().for_each(|letter| add(*letter)),
                Err(_) => add(letter),
            }
        }
        spelt
    }

    fn likeliest(&self, text: &str) -> Vec<u32> {
        let bytes = text.as_bytes();
        // Where each prefix ends: how likely it is at best, its last piece and where that one begins.
        let mut best: Vec<Option<(f32, u32, usize)>> = vec![None; bytes.len() + 1];
        best[0] = Some((0.0, self.begin, 0));
        for (from, letter) in text.char_indices() {
            let Some((score, ..)) = best[from] else { continue };
            let mut offer = |to: usize, piece: u32, says: f32| {
                if best[to].is_none_or(|(known, ..)| score + says > known) {
                    best[to] = Some((score + says, piece, from));
                }
            };
            self.beginning(&bytes[from..], |length, piece| {
                if piece != self.unknown {
                    offer(from + length, piece, self.scores[piece as usize]);
                }
            });
            offer(from + letter.len_utf8(), self.unknown, self.unknown_score);
        }
        let (mut pieces, mut to) = (Vec::new(), bytes.len());
        while let (1.., Some((_, piece, from))) = (to, best[to]) {
            pieces.push(piece);
            to = from;
        }
        pieces.reverse();
        pieces
    }

    /// Tells of each piece that some bytes begin with: its length and its number.
    fn beginning(&self, bytes: &[u8], mut tell: impl FnMut(usize, u32)) {
        let mut range = &self.sorted[..];
        for (depth, byte) in bytes.iter().enumerate() {
            // Those that are longer, and have this byte there.
            let at = |piece: &u32| self.text(*piece).get(depth).copied();
            let from = range.partition_point(|piece| at(piece) < Some(*byte));
            let to = range.partition_point(|piece| at(piece) <= Some(*byte));
            range = &range[from..to];
            let Some(first) = range.first() else { return };
            if self.text(*first).len() == depth + 1 {
                tell(depth + 1, *first);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(list: &[(&str, f32)]) -> Pieces {
        let (mut texts, mut begins) = (Vec::new(), vec![0]);
        for (text, _) in list {
            texts.extend(text.as_bytes());
            begins.push(texts.len() as u32);
        }
        let scores = list.iter().map(|(_, score)| *score).collect();
        let read_as = vec![(u32::from('É'), vec!['é']), (u32::from('\u{a0}'), vec![' '])];
        Pieces::new(Listed { texts, begins, scores, begin: 0, end: 1, unknown: 2, read_as }).unwrap()
    }

    #[test]
    fn the_likeliest_pieces_are_taken() {
        let known = [
            ("<s>", 0.0),
            ("</s>", 0.0),
            ("<unk>", 0.0),
            ("▁", -3.0),
            ("▁été", -4.0),
            ("▁é", -4.0),
            ("t", -3.0),
            ("é", -3.0),
            ("té", -3.5),
            ("<unk>", -1.0),
        ];
        let pieces = pieces(&known);
        let of = |text: &str| -> Vec<u32> { pieces.of(text, 64) };
        assert_eq!(of("été"), [0, 4, 1], "one piece is likelier than two");
        assert_eq!(of("Été\u{a0} té"), [0, 4, 3, 8, 1], "blanks are one, letters are read as others");
        assert_eq!(of("ét"), [0, 5, 6, 1]);
        assert_eq!(of(""), [0, 3, 1]);
        assert_eq!(of("x🙂t"), [0, 3, 2, 2, 6, 1], "what nobody knows is one unknown each");
        assert_eq!(pieces.of("t t t t t t t t", 5), [0, 3, 6, 3, 1], "no more than asked");
    }

    #[test]
    fn a_list_that_does_not_hold_together_is_refused() {
        let listed = |begins: Vec<u32>, unknown| Listed {
            texts: b"ab".to_vec(),
            begins,
            scores: vec![0.0; 2],
            begin: 0,
            end: 1,
            unknown,
            read_as: Vec::new(),
        };
        assert!(Pieces::new(listed(vec![0, 1, 2], 1)).is_some());
        for broken in [
            listed(vec![0, 1], 1),
            listed(vec![0, 2, 1], 1),
            listed(vec![0, 1, 3], 1),
            listed(vec![0, 1, 2], 2),
        ] {
            assert!(Pieces::new(broken).is_none());
        }
    }
}
