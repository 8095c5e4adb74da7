//! What the server does by itself.
//!
//! * [`Supervisor`] keeps the tasks of one process: one that panics is started again and counted; all are told to stop together.
//! * [`Worker`] takes jobs from the queue that all instances share. A job is done at least once, and what it writes once: its
//!   effects and the word that it is done are one unit of work.
//! * [`Timetable`] puts into the queue what comes again, in the civil time of Paris, once for all instances.

mod supervisor;
mod timetable;
mod worker;

pub use supervisor::{Kept, Supervisor, rest};
pub use timetable::{Rhythm, Timetable};
pub use worker::{Effects, Failed, Task, Worker};
