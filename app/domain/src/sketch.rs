//! Quantiles that can be merged: a logarithmic histogram with a bounded relative error.
//!
//! Source: Masson, Rim, Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
//! guarantees", VLDB 2019. Every estimate lies within [`RELATIVE_ERROR`] of a true sample quantile.

use std::collections::BTreeMap;

/// Half a percent: 7 min 33 s may be told as 7 min 31 s, never as 7 min 40 s.
pub const RELATIVE_ERROR: f64 = 0.005;

/// ln((1 + α) / (1 − α)).
fn log_gamma() -> f64 {
    ((1.0 + RELATIVE_ERROR) / (1.0 - RELATIVE_ERROR)).ln()
}

/// Bin of the value zero, below every other bin.
const ZERO_BIN: i16 = i16::MIN;

/// Counts by bin. Holds non-negative finite values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    bins: BTreeMap<i16, i64>,
}

/// The bin of a non-negative value; `None` for what a sketch can't hold.
pub fn bin_of(value: f64) -> Option<i16> {
    if !value.is_finite() || value < 0.0 {
        return None;
    }
    if value < 1e-9 {
        return Some(ZERO_BIN);
    }
    Some((value.ln() / log_gamma()).ceil().clamp(f64::from(i16::MIN + 1), f64::from(i16::MAX)) as i16)
}

impl Sketch {
    pub fn add(&mut self, bin: i16, count: i64) {
        let entry = self.bins.entry(bin).or_insert(0);
        *entry += count;
        if *entry == 0 {
            self.bins.remove(&bin);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (bin, count) in &other.bins {
            self.add(*bin, *count);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.bins.is_empty()
    }

    /// The `q` quantile (0..=1, lower sample quantile), or `None` when empty.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let total: i64 = self.bins.values().sum();
        if total <= 0 {
            return None;
        }
        let rank = (q * (total - 1) as f64).floor() as i64;
        let mut seen = 0;
        for (bin, count) in &self.bins {
            seen += count;
            if seen > rank {
                if *bin == ZERO_BIN {
                    return Some(0.0);
                }
                let gamma = log_gamma().exp();
                return Some(2.0 * gamma.powi(i32::from(*bin)) / (gamma + 1.0));
            }
        }
        None
    }

    /// Bytes for storage: pairs of (bin, count) as zigzag varints, bins as differences.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bins.len() * 3);
        let mut previous = 0i64;
        for (bin, count) in &self.bins {
            put(&mut bytes, i64::from(*bin) - previous);
            put(&mut bytes, *count);
            previous = i64::from(*bin);
        }
        bytes
    }

    /// Reads what [`Sketch::to_bytes`] wrote; damaged bytes end the reading.
    pub fn from_bytes(mut bytes: &[u8]) -> Self {
        let mut sketch = Self::default();
        let mut previous = 0i64;
        while let (Some(step), Some(count)) = (take(&mut bytes), take(&mut bytes)) {
            previous = previous.saturating_add(step);
            if let Ok(bin) = i16::try_from(previous) {
                sketch.add(bin, count);
            }
        }
        sketch
    }
}

fn put(bytes: &mut Vec<u8>, value: i64) {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

fn take(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(((value >> 1) as i64) ^ -((value & 1) as i64));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch_of(values: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        values.iter().for_each(|v| sketch.add(bin_of(*v).unwrap(), 1));
        sketch
    }

    proptest! {
        #[test]
        fn quantiles_stay_within_the_promised_error(mut values in prop::collection::vec(0.5f64..1e6, 1..300), q in 0.0f64..=1.0) {
            let estimate = sketch_of(&values).quantile(q).unwrap();
            values.sort_by(f64::total_cmp);
            let exact = values[(q * (values.len() - 1) as f64).floor() as usize];
            prop_assert!((estimate - exact).abs() <= exact * RELATIVE_ERROR * 1.000_001, "{estimate} {exact}");
        }

        #[test]
        fn merging_then_removing_gives_back_the_first(a in prop::collection::vec(0f64..1e5, 0..50), b in prop::collection::vec(0f64..1e5, 0..50)) {
            let (first, second) = (sketch_of(&a), sketch_of(&b));
            let mut merged = first.clone();
            merged.merge(&second);
            prop_assert_eq!(&Sketch::from_bytes(&merged.to_bytes()), &merged);
            second.bins.iter().for_each(|(bin, n)| merged.add(*bin, -n));
            prop_assert_eq!(merged, first);
        }

        #[test]
        fn damaged_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Sketch::from_bytes(&bytes);
        }
    }

    #[test]
    fn zero_and_refused_values() {
        assert_eq!(sketch_of(&[0.0, 0.0, 3.0]).quantile(0.5), Some(0.0));
        assert_eq!(bin_of(-1.0), None);
        assert_eq!(bin_of(f64::NAN), None);
        assert_eq!(Sketch::default().quantile(0.5), None);
    }
    #[test]
    fn bytes_are_what_earlier_versions_wrote() {
        // Bins 3 and 700 with 2 and 300: zigzag varints of 3, 2, 697, 300.
        let mut sketch = Sketch::default();
        sketch.add(3, 2);
        sketch.add(700, 300);
        assert_eq!(sketch.to_bytes(), [6, 4, 0xf2, 0x0a, 0xd8, 0x04]);
        assert!(!sketch.is_empty());
        assert!(Sketch::default().is_empty());
        // Cut in the middle of a number: what came before it stays.
        let mut first = Sketch::default();
        first.add(3, 2);
        assert_eq!(Sketch::from_bytes(&[6, 4, 0xf2]), first);
        let mut large = Sketch::default();
        large.add(0, i64::MAX);
        large.add(1, -(1 << 40));
        assert_eq!(Sketch::from_bytes(&large.to_bytes()), large);
    }

    #[test]
    fn the_ends_of_the_scale_are_bins_of_their_own() {
        assert_eq!(bin_of(1e-10), bin_of(0.0));
        assert_ne!(bin_of(1e-9), bin_of(0.0));
        assert_eq!(bin_of(f64::INFINITY), None);
        assert!(bin_of(f64::MAX).unwrap() > bin_of(1e6).unwrap());
    }
}
