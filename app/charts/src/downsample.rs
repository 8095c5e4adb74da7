//! Fewer points than pixels, the same picture: MinMaxLTTB (Van Der Donckt et al., "MinMaxLTTB: Leveraging
//! MinMax-Preselection to Scale LTTB in Visualization", IEEE VIS 2023, arXiv 2305.00332), on points at equal steps.

/// Preselected points for one that is kept, as the paper recommends.
const RATIO: usize = 4;

/// Indices of the points to draw, in order, first and last included. All of them where `keep` is enough.
/// `values` must be finite: gaps are split before (see [`runs`]).
pub fn min_max_lttb(values: &[f64], keep: usize) -> Vec<usize> {
    if keep >= values.len() || keep < 3 {
        return (0..values.len()).collect();
    }
    if values.len() / keep <= RATIO {
        let all: Vec<usize> = (0..values.len()).collect();
        return lttb(&all, values, keep);
    }
    let last = values.len() - 1;
    let mut chosen = vec![0];
    chosen.extend(min_max(&values[1..last], keep * RATIO).into_iter().map(|i| i + 1));
    chosen.push(last);
    lttb(&chosen, values, keep)
}

/// The lowest and the highest point of each of `count / 2` blocks.
fn min_max(values: &[f64], count: usize) -> Vec<usize> {
    if count >= values.len() {
        return (0..values.len()).collect();
    }
    let blocks = count / 2;
    let width = (values.len() - 1) as f64 / blocks as f64;
    let mut chosen = Vec::with_capacity(count);
    let mut start = 0;
    for block in 1..=blocks {
        let end = ((width * block as f64) as usize + 1).min(values.len());
        let (mut low, mut high) = (start, start);
        let (mut least, mut most) = (values[start], values[start]);
        for (i, value) in values[start..end].iter().enumerate() {
            if *value < least {
                (low, least) = (start + i, *value);
            }
            if *value > most {
                (high, most) = (start + i, *value);
            }
        }
        chosen.extend([low.min(high), low.max(high)]);
        start = end;
    }
    chosen
}

/// Largest triangle three buckets (Steinarsson, 2013) over the points `at`.
fn lttb(at: &[usize], values: &[f64], keep: usize) -> Vec<usize> {
    if keep >= at.len() {
        return at.to_vec();
    }
    let every = (at.len() - 2) as f64 / (keep - 2) as f64;
    let mut kept = Vec::with_capacity(keep);
    kept.push(at[0]);
    let mut from = 0;
    for bucket in 0..keep - 2 {
        let next = (every * (bucket + 1) as f64) as usize + 1;
        let after = ((every * (bucket + 2) as f64) as usize + 1).min(at.len());
        let mean_y = at[next..after].iter().map(|i| values[*i]).sum::<f64>() / (after - next) as f64;
        let mean_x = (at[after - 1] + at[next]) as f64 / 2.0;
        let (ax, ay) = (at[from] as f64, values[at[from]]);
        let (dx, dy) = (ax - mean_x, mean_y - ay);
        let offset = dx * ay + dy * ax;
        let first = (every * bucket as f64) as usize + 1;
        let (mut best, mut largest) = (first, -1.0);
        for candidate in first..next {
            let area = (dx * values[at[candidate]] + dy * at[candidate] as f64 - offset).abs();
            if area > largest {
                (best, largest) = (candidate, area);
            }
        }
        kept.push(at[best]);
        from = best;
    }
    kept.push(at[at.len() - 1]);
    kept
}

/// Where values stand without a gap: start and end of each run. A gap is a value that is not finite; none is bridged.
pub fn runs(values: &[f64]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (i, value) in values.iter().enumerate() {
        match (value.is_finite(), start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                runs.push((from, i));
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|from| (from, values.len())));
    runs
}

/// For each run, the indices to draw so that all runs together keep about `keep` points.
pub fn sampled(values: &[f64], runs: Vec<(usize, usize)>, keep: usize) -> Vec<Vec<usize>> {
    let known = runs.iter().map(|(from, to)| to - from).sum::<usize>().max(1);
    runs.into_iter()
        .map(|(from, to)| {
            let share = (keep * (to - from)).div_ceil(known).max(3);
            min_max_lttb(&values[from..to], share).into_iter().map(|i| i + from).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_ends_and_gaps_are_kept() {
        let mut values: Vec<f64> = (0..100_000).map(|i| f64::from(i % 977).sin()).collect();
        values[54_321] = 50.0;
        values[4_321] = -50.0;
        let kept = min_max_lttb(&values, 1_000);
        assert_eq!(kept.len(), 1_000);
        for index in [0, 4_321, 54_321, 99_999] {
            assert!(kept.contains(&index), "{index}");
        }
        assert!(kept.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(runs(&[f64::NAN, 1.0, 2.0, f64::INFINITY, 3.0]), [(1, 3), (4, 5)]);
        assert_eq!(sampled(&[1.0, f64::NAN, 2.0], vec![(0, 1), (2, 3)], 2), [[0], [2]]);
    }
}
