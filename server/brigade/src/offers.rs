//! Answers that are offered while one writes, and whether they spare a message: from one form in five they are held back, and those who
//! send are compared. What is counted is of nobody. It is judged once a month, over days that are over: who looks at a share each day finds
//! an effect of nothing sooner or later.

use chrono::{Datelike, TimeDelta};
use domain::time::to_paris;
use store::{Offered, StoreError};
use uuid::Uuid;

use crate::Brigade;

/// One form in so many is offered nothing.
const HELD_BACK: u8 = 5;
/// Days over which it is told.
const DAYS: i64 = 90;
/// Forms that were sent, and that were not, of each kind, before anything is said: the normal distribution needs them.
const ENOUGH: i64 = 20;
/// Of the normal distribution, for 95 %.
const Z: f64 = 1.959_963_985;

/// By how much fewer send what they wrote where answers are offered, with its interval of 95 %: 0.2 is a fifth fewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deflection {
    pub fewer: f64,
    pub low: f64,
    pub high: f64,
    /// Forms that it is reckoned from.
    pub forms: i64,
}

/// Which forms are offered nothing follows from their number.
pub fn is_held_back(form: Uuid) -> bool {
    form.as_bytes()[15].is_multiple_of(HELD_BACK)
}

/// The ratio of two shares, by its logarithm (Katz et al. 1978); nothing where it can't be told.
pub fn deflection([offered, held_back]: [Offered; 2]) -> Option<Deflection> {
    let enough = |counts: Offered| counts.sent >= ENOUGH && counts.begun - counts.sent >= ENOUGH;
    if !enough(offered) || !enough(held_back) {
        return None;
    }
    let share = |counts: Offered| counts.sent as f64 / counts.begun as f64;
    let part = |counts: Offered| 1.0 / counts.sent as f64 - 1.0 / counts.begun as f64;
    let ratio = share(offered) / share(held_back);
    let spread = (Z * (part(offered) + part(held_back)).sqrt()).exp();
    Some(Deflection {
        fewer: 1.0 - ratio,
        low: 1.0 - ratio * spread,
        high: 1.0 - ratio / spread,
        forms: offered.begun + held_back.begun,
    })
}

impl Brigade {
    /// What shows that a form is ours: it is counted with it alone.
    pub fn offer_token(&self, form: Uuid) -> String {
        self.named(&[b"offer", form.as_bytes()]).to_string()
    }

    /// Somebody began to write in a form.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn count_begun(&self, form: Uuid) -> Result<(), StoreError> {
        self.count_offer(form, Offered { begun: 1, sent: 0 }).await
    }

    /// And sent it.
    ///
    /// # Errors
    /// As above.
    pub async fn count_sent(&self, form: Uuid) -> Result<(), StoreError> {
        self.count_offer(form, Offered { begun: 0, sent: 1 }).await
    }

    async fn count_offer(&self, form: Uuid, more: Offered) -> Result<(), StoreError> {
        let day = to_paris(self.clock.now()).date();
        self.store.count_offer(day, is_held_back(form), more).await
    }

    /// Whether what is offered spares messages, where that can be told.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn deflection(&self) -> Result<Option<Deflection>, StoreError> {
        let today = to_paris(self.clock.now()).date();
        let first = today.with_day(1).unwrap_or(today);
        Ok(deflection(self.store.offers(first - TimeDelta::days(DAYS), first).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_with_what_chance_makes_of_it() {
        let told = |begun, sent, held, held_sent| {
            deflection([Offered { begun, sent }, Offered { begun: held, sent: held_sent }])
        };
        assert_eq!(told(400, 200, 99, 80), None, "too few did not send");
        assert_eq!(told(400, 0, 100, 20), None);
        assert_eq!(told(300, 300, 300, 300), None, "a certainty is none");
        // Katz, by hand: 0.5 / 0.8 = 0.625; the logarithm's deviation 0.0707.
        let found = told(400, 200, 100, 80).unwrap();
        assert!((found.fewer - 0.375).abs() < 1e-9 && found.forms == 500);
        assert!((found.low - 0.282).abs() < 1e-3 && (found.high - 0.456).abs() < 1e-3, "{found:?}");
        let nothing = told(400, 320, 100, 80).unwrap();
        assert!(nothing.low < 0.0 && nothing.high > 0.0);
    }

    #[test]
    fn one_form_in_five_is_offered_nothing() {
        let held = (0..=255_u8).filter(|n| is_held_back(Uuid::from_bytes([*n; 16]))).count();
        assert_eq!(held, 52);
    }
}
