//! The layers of the model: BERT's encoder (Devlin et al. 2019, arXiv:1810.04805), in single precision.

use crate::{
    fours::{FOURS, Fours},
    matrix::Matrix,
};

/// What each layer holds.
pub struct Layer {
    /// Of what is looked for, by what, and what is found: three outputs after each other.
    pub attends: Matrix,
    pub gathers: Matrix,
    pub norm: Norm,
    pub widens: Matrix,
    pub narrows: Matrix,
    pub last_norm: Norm,
}

/// Mean 0 and variance 1, then a weight and a shift of each number.
pub struct Norm {
    pub weights: Vec<f32>,
    pub shifts: Vec<f32>,
    /// Added to the variance.
    pub least: f32,
}

pub struct Encoder {
    pub width: usize,
    pub heads: usize,
    pub words: Fours,
    /// Of each place in a text, and of there being one text only.
    pub places: Vec<f32>,
    pub kind: Vec<f32>,
    pub norm: Norm,
    pub layers: Vec<Layer>,
}

impl Encoder {
    /// The mean of what each text's pieces become. Texts are no longer than there are places, and pieces are known.
    pub fn vectors(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
        let mut numbers = self.read(texts);
        for layer in &self.layers {
            let found = self.attended(texts, &layer.attends.times(&numbers));
            add(&mut numbers, &layer.gathers.times(&found));
            layer.norm.apply(&mut numbers);
            let mut wide = layer.widens.times(&numbers);
            wide.iter_mut().for_each(|number| *number = gelu(*number));
            add(&mut numbers, &layer.narrows.times(&wide));
            layer.last_norm.apply(&mut numbers);
        }
        let mut rows = numbers.chunks_exact(self.width);
        texts
            .iter()
            .map(|text| {
                let mut mean = vec![0.0; self.width];
                rows.by_ref().take(text.len()).for_each(|row| add(&mut mean, row));
                mean.iter_mut().for_each(|number| *number /= text.len().max(1) as f32);
                mean
            })
            .collect()
    }

    fn read(&self, texts: &[Vec<u32>]) -> Vec<f32> {
        let mut numbers = Vec::new();
        for text in texts {
            for (piece, place) in text.iter().zip(self.places.chunks_exact(self.width)) {
                let at = numbers.len();
                numbers.extend(place.iter().zip(&self.kind).map(|(place, kind)| place + kind));
                self.words.add(*piece as usize * self.width / FOURS, &mut numbers[at..]);
            }
        }
        self.norm.apply(&mut numbers);
        numbers
    }

    /// What each piece finds in the pieces of its text.
    fn attended(&self, texts: &[Vec<u32>], asked: &[f32]) -> Vec<f32> {
        let (width, head) = (self.width, self.width / self.heads);
        let scale = (head as f32).sqrt().recip();
        let mut found = Vec::with_capacity(asked.len() / 3);
        let mut first = 0;
        for text in texts {
            let rows = &asked[first * 3 * width..(first + text.len()) * 3 * width];
            let part =
                |row: usize, part: usize, at: usize| &rows[row * 3 * width + part * width + at..][..head];
            first += text.len();
            for row in 0..text.len() {
                for at in (0..width).step_by(head) {
                    let mut near: Vec<f32> = (0..text.len())
                        .map(|other| scale * dot(part(row, 0, at), part(other, 1, at)))
                        .collect();
                    shares(&mut near);
                    let start = found.len();
                    found.resize(start + head, 0.0);
                    for (other, share) in near.iter().enumerate() {
                        for (sum, number) in found[start..].iter_mut().zip(part(other, 2, at)) {
                            *sum += share * number;
                        }
                    }
                }
            }
        }
        found
    }
}

impl Norm {
    fn apply(&self, numbers: &mut [f32]) {
        let width = self.weights.len();
        for row in numbers.chunks_exact_mut(width) {
            let mean = row.iter().sum::<f32>() / width as f32;
            let variance = row.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / width as f32;
            let scale = (variance + self.least).sqrt().recip();
            for ((number, weight), shift) in row.iter_mut().zip(&self.weights).zip(&self.shifts) {
                *number = (*number - mean) * scale * weight + shift;
            }
        }
    }
}

fn add(to: &mut [f32], more: &[f32]) {
    to.iter_mut().zip(more).for_each(|(to, more)| *to += more);
}

/// Eight sums beside each other: they need not wait for one another.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// Exponentials of numbers, as shares of their sum.
fn shares(numbers: &mut [f32]) {
    let most = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for number in &mut *numbers {
        *number = (*number - most).exp();
        sum += *number;
    }
    numbers.iter_mut().for_each(|number| *number /= sum);
}

/// x Φ(x) (Hendrycks, Gimpel 2016), by the error function of Abramowitz and Stegun 7.1.28, which is within 3e-7.
fn gelu(x: f32) -> f32 {
    const TERMS: [f32; 6] =
        [0.070_523_08, 0.042_282_01, 0.009_270_527, 0.000_152_014_3, 0.000_276_567_2, 0.000_043_063_8];
    let size = (x * std::f32::consts::FRAC_1_SQRT_2).abs();
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * size) + 1.0;
    let error = 1.0 - sum.powi(16).recip();
    0.5 * x * (1.0 + error.copysign(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gelu_is_that_of_the_definition() {
        // Φ after the tables of the normal distribution.
        for (x, expected) in [
            (0.0, 0.0),
            (1.0, 0.841_344_8),
            (-1.0, -0.158_655_2),
            (2.0, 1.954_5),
            (-3.0, -0.004_049_7),
            (6.0, 6.0),
        ] {
            assert!((gelu(x) - expected).abs() < 2e-6, "{x}: {}", gelu(x));
        }
        assert!(gelu(-40.0).abs() < 1e-5 && gelu(40.0) == 40.0);
    }
}
