//! The product that nearly all time goes into: some rows of numbers through a matrix that stays.

use crate::fours::{FOURS, Fours};

/// Columns that are worked on at once: two registers of eight numbers.
const OUT: usize = 16;
/// Rows that are: with two registers each they fill what a processor has.
const ROWS: usize = 5;

/// A matrix of numbers in four bits, and what is added behind it.
pub struct Matrix {
    inputs: usize,
    outputs: usize,
    /// Numbers of [`OUT`] outputs after the other: of each input in turn, one for each output.
    panels: Vec<[i8; OUT]>,
    /// What they are times, of each [`FOURS`] inputs.
    scales: Vec<[f32; OUT]>,
    bias: Vec<f32>,
}

impl Matrix {
    /// `weights`: of each output in turn, one for each input. Nothing where outputs don't come by sixteens, or numbers are missing.
    pub fn new(inputs: usize, weights: &Fours, bias: Vec<f32>) -> Option<Self> {
        let (outputs, blocks) = (bias.len(), inputs / FOURS);
        if blocks == 0
            || !inputs.is_multiple_of(FOURS)
            || !outputs.is_multiple_of(OUT)
            || weights.blocks() != blocks * outputs
        {
            return None;
        }
        let (mut panels, mut scales) = (vec![[0; OUT]; inputs * outputs / OUT], Vec::new());
        for panel in 0..outputs / OUT {
            for block in 0..blocks {
                let columns: [(f32, [i8; FOURS]); OUT] =
                    std::array::from_fn(|out| weights.block((panel * OUT + out) * blocks + block));
                scales.push(columns.map(|(scale, _)| scale));
                for (at, row) in panels[panel * inputs + block * FOURS..][..FOURS].iter_mut().enumerate() {
                    *row = columns.map(|(_, numbers)| numbers[at]);
                }
            }
        }
        Some(Self { inputs, outputs, panels, scales, bias })
    }

    /// Each row times the matrix, and the bias.
    pub fn times(&self, rows: &[f32]) -> Vec<f32> {
        let count = rows.len() / self.inputs;
        let blocks = self.blocks(rows, count);
        let mut out = vec![0.0; count * self.outputs];
        self.multiply(&blocks, count, &mut out);
        out
    }

    /// The rows by [`ROWS`]: of each input in turn, the number of each row; the last block is filled up with zeros.
    fn blocks(&self, rows: &[f32], count: usize) -> Vec<[f32; ROWS]> {
        let mut blocks = vec![[0.0; ROWS]; count.div_ceil(ROWS) * self.inputs];
        for (at, row) in rows.chunks_exact(self.inputs).enumerate() {
            let block = &mut blocks[at / ROWS * self.inputs..][..self.inputs];
            for (numbers, number) in block.iter_mut().zip(row) {
                numbers[at % ROWS] = *number;
            }
        }
        blocks
    }

    fn multiply(&self, blocks: &[[f32; ROWS]], count: usize, out: &mut [f32]) {
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
            #[allow(unsafe_code, reason = "the processor was asked whether it can")]
            // SAFETY: both features that the function is compiled for are there.
            unsafe {
                self.multiply_wide(blocks, count, out);
            }
            return;
        }
        self.multiply_by(blocks, count, out, Plain);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn multiply_wide(&self, blocks: &[[f32; ROWS]], count: usize, out: &mut [f32]) {
        self.multiply_by(blocks, count, out, wide::Wide::new());
    }

    /// A panel stays near while all rows pass it.
    #[inline(always)]
    fn multiply_by(&self, blocks: &[[f32; ROWS]], count: usize, out: &mut [f32], steps: impl Steps) {
        let mut panel = vec![[0.0; OUT]; self.inputs];
        let scales = self.scales.chunks_exact(self.inputs / FOURS);
        for (at, (numbers, scales)) in self.panels.chunks_exact(self.inputs).zip(scales).enumerate() {
            for ((to, numbers), scale) in
                panel.chunks_exact_mut(FOURS).zip(numbers.chunks_exact(FOURS)).zip(scales)
            {
                steps.scaled(numbers, scale, to);
            }
            let bias: [f32; OUT] = std::array::from_fn(|o| self.bias[at * OUT + o]);
            for (block, rows) in blocks.chunks_exact(self.inputs).enumerate() {
                for (sum, row) in steps.passed(&panel, rows, bias).iter().zip(block * ROWS..count) {
                    out[row * self.outputs + at * OUT..][..OUT].copy_from_slice(sum);
                }
            }
        }
    }
}

/// The two things that are done over and over.
trait Steps: Copy {
    /// Numbers times their scales.
    fn scaled(self, numbers: &[[i8; OUT]], scale: &[f32; OUT], to: &mut [[f32; OUT]]);

    /// What rows become that pass a panel.
    fn passed(self, panel: &[[f32; OUT]], rows: &[[f32; ROWS]], bias: [f32; OUT]) -> [[f32; OUT]; ROWS];
}

/// On any processor.
#[derive(Clone, Copy)]
struct Plain;

impl Steps for Plain {
    fn scaled(self, numbers: &[[i8; OUT]], scale: &[f32; OUT], to: &mut [[f32; OUT]]) {
        for (to, numbers) in to.iter_mut().zip(numbers) {
            *to = std::array::from_fn(|out| f32::from(numbers[out]) * scale[out]);
        }
    }

    fn passed(self, panel: &[[f32; OUT]], rows: &[[f32; ROWS]], bias: [f32; OUT]) -> [[f32; OUT]; ROWS] {
        let mut sums = [bias; ROWS];
        for (weights, numbers) in panel.iter().zip(rows) {
            for (sums, number) in sums.iter_mut().zip(numbers) {
                sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += number * weight);
            }
        }
        sums
    }
}

/// In registers of eight numbers, with product and sum as one: left to the compiler it takes twice as long.
#[cfg(target_arch = "x86_64")]
mod wide {
    #![allow(unsafe_code, reason = "registers are read from memory and written to it")]

    use std::arch::x86_64::{
        __m128i, __m256, _mm_loadu_si128, _mm_srli_si128, _mm256_cvtepi8_epi32, _mm256_cvtepi32_ps,
        _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_mul_ps, _mm256_set1_ps, _mm256_storeu_ps,
    };

    use super::{OUT, ROWS, Steps};

    /// Says that the processor has AVX2 and FMA.
    #[derive(Clone, Copy)]
    pub struct Wide(());

    impl Wide {
        #[target_feature(enable = "avx2,fma")]
        pub fn new() -> Self {
            Self(())
        }
    }

    impl Steps for Wide {
        fn scaled(self, numbers: &[[i8; OUT]], scale: &[f32; OUT], to: &mut [[f32; OUT]]) {
            // SAFETY: there is no `Wide` where these features are not.
            unsafe { scaled(numbers, scale, to) }
        }

        fn passed(self, panel: &[[f32; OUT]], rows: &[[f32; ROWS]], bias: [f32; OUT]) -> [[f32; OUT]; ROWS] {
            // SAFETY: as above.
            unsafe { passed(panel, rows, bias) }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn scaled(numbers: &[[i8; OUT]], scale: &[f32; OUT], to: &mut [[f32; OUT]]) {
        let scale = read(scale);
        for (to, numbers) in to.iter_mut().zip(numbers) {
            // SAFETY: sixteen bytes are read.
            let numbers = unsafe { _mm_loadu_si128(numbers.as_ptr().cast::<__m128i>()) };
            let halves = [numbers, _mm_srli_si128::<8>(numbers)];
            for (half, numbers) in halves.into_iter().enumerate() {
                let numbers = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(numbers));
                write(_mm256_mul_ps(numbers, scale[half]), &mut to[half * OUT / 2..]);
            }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn passed(panel: &[[f32; OUT]], rows: &[[f32; ROWS]], bias: [f32; OUT]) -> [[f32; OUT]; ROWS] {
        let mut sums = [read(&bias); ROWS];
        for (weights, numbers) in panel.iter().zip(rows) {
            let weights = read(weights);
            for (sums, number) in sums.iter_mut().zip(numbers) {
                let number = _mm256_set1_ps(*number);
                sums[0] = _mm256_fmadd_ps(number, weights[0], sums[0]);
                sums[1] = _mm256_fmadd_ps(number, weights[1], sums[1]);
            }
        }
        let mut out = [[0.0; OUT]; ROWS];
        for (out, [low, high]) in out.iter_mut().zip(sums) {
            write(low, out);
            write(high, &mut out[OUT / 2..]);
        }
        out
    }

    #[target_feature(enable = "avx2")]
    fn read(numbers: &[f32; OUT]) -> [__m256; 2] {
        let (low, high) = numbers.split_at(OUT / 2);
        // SAFETY: each half has the eight numbers that are read.
        unsafe { [_mm256_loadu_ps(low.as_ptr()), _mm256_loadu_ps(high.as_ptr())] }
    }

    #[target_feature(enable = "avx2")]
    fn write(register: __m256, to: &mut [f32]) {
        let to = &mut to[..OUT / 2];
        // SAFETY: there is room for the eight numbers that are written.
        unsafe { _mm256_storeu_ps(to.as_mut_ptr(), register) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_that_of_the_definition() {
        for (inputs, outputs, count) in [(32, 16, 1), (32, 48, 7), (96, 32, 12), (64, 16, 6)] {
            let number = |n: usize| ((n * 7919 + 13) % 1009) as f32 / 504.5 - 1.0;
            // Scales around 1, and any numbers.
            let blocks = (0..inputs * outputs / FOURS).flat_map(|block| {
                let scale = 0x3800 + (block * 37 % 1024) as u16;
                scale.to_le_bytes().into_iter().chain((0..16).map(move |at| (block * 131 + at * 29) as u8))
            });
            let weights = Fours::new(blocks.collect()).unwrap();
            let bias: Vec<f32> = (0..outputs).map(|n| number(n + 5)).collect();
            let rows: Vec<f32> = (0..inputs * count).map(|n| number(n + 11)).collect();
            let matrix = Matrix::new(inputs, &weights, bias.clone()).unwrap();
            let (given, mut plain) = (matrix.times(&rows), vec![0.0; count * outputs]);
            matrix.multiply_by(&matrix.blocks(&rows, count), count, &mut plain, Plain);
            for (at, row) in rows.chunks_exact(inputs).enumerate() {
                for (out, bias) in bias.iter().enumerate() {
                    let mut column = vec![0.0; inputs];
                    weights.add(out * inputs / FOURS, &mut column);
                    let products = row.iter().zip(&column).map(|(a, b)| f64::from(*a) * f64::from(*b));
                    let expected = products.sum::<f64>() + f64::from(*bias);
                    for found in [given[at * outputs + out], plain[at * outputs + out]] {
                        assert!((f64::from(found) - expected).abs() < 1e-3, "{found} {expected}");
                    }
                }
            }
        }
        let weights = |blocks: usize| Fours::new(vec![0; 18 * blocks]).unwrap();
        for (inputs, blocks, outputs) in [(32, 17, 17), (32, 15, 16), (48, 24, 16), (0, 0, 16)] {
            assert!(Matrix::new(inputs, &weights(blocks), vec![0.0; outputs]).is_none());
        }
    }
}
