//! Numbers in four bits: 32 of them share a scale.

/// Numbers of a block.
pub const FOURS: usize = 32;
/// Bytes of one: its scale in half precision, then two numbers a byte.
const BYTES: usize = 18;

/// Blocks of numbers.
#[derive(Default)]
pub struct Fours(Vec<u8>);

impl Fours {
    /// Bytes that so many numbers take.
    pub fn bytes_of(count: usize) -> Option<usize> {
        (count / FOURS).checked_mul(BYTES)
    }

    /// Nothing where the last block is not whole.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        bytes.len().is_multiple_of(BYTES).then_some(Self(bytes))
    }

    /// These, and then others.
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    pub fn blocks(&self) -> usize {
        self.0.len() / BYTES
    }

    /// The scale and the numbers (-8 to 7) of a block.
    pub fn block(&self, at: usize) -> (f32, [i8; FOURS]) {
        let block = &self.0[at * BYTES..][..BYTES];
        let number = |at: usize| {
            let two = block[2 + at % (FOURS / 2)];
            (if at < FOURS / 2 { two & 15 } else { two >> 4 }) as i8 - 8
        };
        (half(u16::from_le_bytes([block[0], block[1]])), std::array::from_fn(number))
    }

    /// Adds the numbers from a block on to others.
    pub fn add(&self, first: usize, to: &mut [f32]) {
        for (at, to) in to.chunks_exact_mut(FOURS).enumerate() {
            let (scale, numbers) = self.block(first + at);
            to.iter_mut().zip(numbers).for_each(|(to, number)| *to += f32::from(number) * scale);
        }
    }
}

/// A number of half precision (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2f32.powi(-24),
        // Infinite or no number: no weight is.
        31 => 0.0,
        _ => (1024.0 + fraction) * 2f32.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (bits, number) in [
            (0, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (1, 5.960_464_5e-8),
            (0x7bff, 65_504.0),
        ] {
            assert_eq!(half(bits), number);
        }
        // A scale of 0.5; first byte: 9 low, 7 high.
        let mut block = vec![0x00, 0x38, 0x79];
        block.extend([0x88; 15]);
        let mut to = vec![1.0; FOURS];
        let fours = Fours::new(block).unwrap();
        fours.add(0, &mut to);
        assert_eq!((to[0], to[16], to[1], to[31], fours.blocks()), (1.5, 0.5, 1.0, 1.0, 1));
        assert!(Fours::new(vec![0; 17]).is_none());
    }
}
