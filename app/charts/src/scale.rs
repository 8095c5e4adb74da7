//! Steps of an axis and classes of a map.

/// An upper bound at or above `max` and the step between ticks, for about `count` ticks from zero: steps are
/// 1, 2, 2.5 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
pub fn nice(max: f64, count: f64) -> (f64, f64) {
    if max <= 0.0 || !max.is_finite() {
        return (1.0, 1.0);
    }
    let raw = max / count;
    let power = french::power_of_ten(raw);
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .iter()
        .map(|m| m * power)
        .find(|s| *s >= raw * 0.999)
        .unwrap_or(power * 10.0);
    ((max / step - 1e-9).ceil() * step, step)
}

/// Lower bound, upper bound and step of an axis that holds zero and all values from `min` to `max`.
pub fn nice_between(min: f64, max: f64, count: f64) -> (f64, f64, f64) {
    let (min, max) = (min.min(0.0), max.max(0.0));
    let (_, step) = nice(max - min, count);
    let low = (min / step + 1e-9).floor() * step;
    let high = (max / step - 1e-9).ceil() * step;
    if high > low { (low + 0.0, high, step) } else { (0.0, step, step) }
}

/// For durations in seconds: steps that are whole minutes.
pub fn nice_seconds(max: f64, count: f64) -> (f64, f64) {
    let steps = [1.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0];
    match steps.iter().find(|s| **s * count >= max) {
        Some(step) if max > 0.0 => ((max / step - 1e-9).ceil() * step, *step),
        _ => nice(max, count),
    }
}

/// Upper limits of at most five classes with about equal numbers of values (quantiles), without empty ones.
pub fn quantile_classes(values: &[f64]) -> Vec<f64> {
    // By insertion: at most some hundreds of values, and a general sort is a heavy thing to load.
    let mut sorted: Vec<f64> = Vec::with_capacity(values.len());
    for value in values.iter().copied().filter(|v| v.is_finite()) {
        let place = sorted.partition_point(|known| *known <= value);
        sorted.insert(place, value);
    }
    if sorted.is_empty() {
        return Vec::new();
    }
    let mut limits: Vec<f64> = (1..=5).map(|k| sorted[(k * sorted.len()).div_ceil(5) - 1]).collect();
    limits.dedup();
    limits
}

/// Index of the class of a value.
pub fn class_of(value: f64, limits: &[f64]) -> usize {
    limits.iter().position(|limit| value <= *limit).unwrap_or(limits.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_nice_and_cover() {
        for (max, want) in
            [(7.0, (8.0, 2.0)), (1234.0, (1500.0, 500.0)), (0.19, (0.2, 0.05)), (1e12, (1e12, 2.5e11))]
        {
            let (top, step) = nice(max, 4.0);
            assert!(
                (top - want.0).abs() < want.0 * 1e-9 && (step - want.1).abs() < want.1 * 1e-9,
                "{max}: {top} {step}"
            );
        }
        assert_eq!(nice(0.0, 4.0), (1.0, 1.0));
        assert_eq!(nice_between(-30.0, 70.0, 4.0), (-50.0, 75.0, 25.0));
        assert_eq!(nice_between(0.0, 0.0, 4.0), (0.0, 1.0, 1.0));
        assert_eq!(nice_between(0.0, 7.0, 4.0), (0.0, 8.0, 2.0));
        assert_eq!(nice_seconds(453.0, 4.0), (480.0, 120.0));
    }

    #[test]
    fn classes_have_about_equal_numbers_and_one_outlier_does_not_flatten_them() {
        let mut values: Vec<f64> = (1..=100).map(f64::from).collect();
        values.push(1e9);
        let limits = quantile_classes(&values);
        assert_eq!(limits.len(), 5);
        assert!(limits[3] < 100.0);
        assert_eq!(class_of(5.0, &limits), 0);
        assert_eq!(class_of(1e9, &limits), 4);
        assert_eq!(quantile_classes(&[2.0, 2.0, 2.0]), [2.0]);
        assert!(quantile_classes(&[]).is_empty());
    }
}
