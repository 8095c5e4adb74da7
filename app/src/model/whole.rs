//! Windows that hold whole periods.

use domain::time::{Grain, Period, Window};

/// The window, or the last period of `grain` that is over where it holds none.
pub fn with_whole(window: Window, grain: Grain, covered: Window) -> Window {
    let of = |period: Period| Window { from: period.first_day(), to: period.last_day() };
    let before = |period: Period| Period { ordinal: period.ordinal - 1, ..period };
    let end = window.to.min(covered.to);
    let mut last = Period::of_day(grain, end);
    if last.last_day() > end {
        last = before(last);
    }
    let holds_one = last.first_day() >= window.from || window.from <= covered.from;
    if holds_one { window } else { of(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: &str, to: &str) -> Window {
        Window::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_window_without_a_whole_period_becomes_the_last_one() {
        let covered = window("2018-02-27", "2026-11-25");
        let last_30 = window("2026-10-27", "2026-11-25");
        assert_eq!(with_whole(last_30, Grain::Month, covered), window("2026-10-01", "2026-10-31"));
        assert_eq!(with_whole(last_30, Grain::Year, covered), window("2025-01-01", "2025-12-31"));
        let twelve = window("2025-11-26", "2026-11-25");
        assert_eq!(with_whole(twelve, Grain::Month, covered), twelve);
        assert_eq!(with_whole(covered, Grain::Year, covered), covered);
    }
}
