//! Statistical secrecy over linked tables: which cells are withheld, and the proof that the others don't give them back.
//!
//! [`System`] holds the cells of all tables that are published together, and every equation between them
//! (a total and its parts, on each axis). [`decide`] withholds small counts (primary) and companions (secondary),
//! and [`audit`] shows, by exchanges and linear programmes, how far apart the values are that each withheld cell may have.
//!
//! Source: Hundepool et al., *Statistical Disclosure Control* (Wiley 2012), chapter 4.
//!
//! Invariants: no I/O, no clock, no chance. The same counts give the same decision, but for a linear programme that takes
//! longer than its time: it proves nothing.

mod audit;
mod decide;
mod exchange;
mod programme;
mod system;

pub use audit::{Audit, audit};
pub use decide::{Background, Verdict, decide};
pub use system::{AXES, Address, Axis, System};

/// What counts as small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Counts of persons from 1 to one less are withheld. 0 or 1 withholds nothing.
    pub threshold: i64,
}

impl Rule {
    pub fn is_small(self, count: i64) -> bool {
        (1..self.threshold).contains(&count)
    }

    /// The least width, in persons, of the interval in which a reader can place a withheld count: that of the
    /// small counts themselves (1 to 4: 3).
    pub fn width(self) -> i64 {
        (self.threshold - 2).max(1)
    }
}
