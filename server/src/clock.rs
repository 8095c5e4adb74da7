//! The one place that reads the machine's clock.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::time::Clock;

/// The machine's clock, in whole microseconds; moved to another moment where a demonstration asks for it, and going on from
/// there.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    moved: TimeDelta,
}

impl SystemClock {
    /// `CYBERIMPACT_CLOCK`, an instant, moves the clock of a demonstration: how everything looks on 29 February.
    ///
    /// # Errors
    /// A French sentence: no instant, or no demonstration.
    pub fn from_env() -> Result<Self, String> {
        let Ok(text) = std::env::var("CYBERIMPACT_CLOCK") else { return Ok(Self::default()) };
        if !crate::config::switch("CYBERIMPACT_DEMONSTRATION") {
            return Err("CYBERIMPACT_CLOCK ne vaut que pour une démonstration.".to_owned());
        }
        let at: DateTime<Utc> = text.parse().map_err(|_| {
            "CYBERIMPACT_CLOCK doit être un instant, par exemple 2024-02-29T12:00:00Z.".to_owned()
        })?;
        Ok(Self { moved: at - Self::default().now() })
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "here time enters the program")]
    fn now(&self) -> DateTime<Utc> {
        (Utc::now() + self.moved).trunc_subsecs(6)
    }
}

/// A clock that stands still, for tests and for demonstrations of a given day.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}
