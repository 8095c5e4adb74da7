//! Specs as bytes, for the code that wakes charts: all of a page in a file of its own, or each with its figure where a page
//! answers in place, so that nothing is waited for twice.

use crate::spec::ChartSpec;

/// All charts of a page, in its order.
///
/// # Errors
/// None that a spec can cause: those of the format.
#[cfg(not(target_arch = "wasm32"))]
pub fn bytes(specs: &[ChartSpec]) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(specs)
}

/// Specs of a page; none when they can't be read.
#[inline(never)]
pub fn specs(bytes: &[u8]) -> Vec<ChartSpec> {
    postcard::from_bytes(bytes).unwrap_or_default()
}

/// One chart as the text of an attribute: the digits of its bytes, which keep what repeats in them for who compresses.
///
/// # Errors
/// As [`bytes`].
#[cfg(not(target_arch = "wasm32"))]
pub fn text(spec: &ChartSpec) -> Result<String, postcard::Error> {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)]));
    Ok(postcard::to_allocvec(spec)?.into_iter().flat_map(digits).collect())
}

/// Makes [`bytes`] of charts that came as [`text`]s, one after the other.
pub fn append(bytes: &mut Vec<u8>, text: &str) {
    // Fewer than 128 charts, so that their number is one byte: a page has twenty.
    match bytes.first_mut() {
        Some(charts) => *charts += 1,
        None => bytes.push(1),
    }
    let value = |digit: u8| (digit & 15) + 9 * (digit >> 6);
    let mut high = None;
    for digit in text.bytes().map(value) {
        match high.take() {
            Some(high) => bytes.push((high << 4) | digit),
            None => high = Some(digit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery;

    #[test]
    fn charts_that_came_with_their_figures_are_those_of_the_file() {
        let specs: Vec<ChartSpec> = gallery::all().into_iter().map(|(_, spec)| spec).collect();
        let mut joined = Vec::new();
        specs.iter().for_each(|spec| append(&mut joined, &text(spec).unwrap()));
        assert_eq!(joined, bytes(&specs).unwrap());
        // What is no number is not equal to itself: its words are.
        assert_eq!(format!("{:?}", super::specs(&joined)), format!("{specs:?}"));
    }

    #[test]
    fn what_is_no_spec_is_no_chart() {
        for text in ["", "0", "zz", "ffffffffffffffffffff", "é"] {
            let mut bytes = Vec::new();
            append(&mut bytes, text);
            assert_eq!(specs(&bytes), []);
        }
        assert_eq!(specs(&[]), []);
    }
}
