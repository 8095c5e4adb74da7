//! Use cases. Pages, the open-data API, loads and accounts ask here; what an operator looks at (runs, motifs, copies, metrics) is
//! asked of the store.
//!
//! Invariants: no HTTP, no SQL, no views. What an outsider may learn is decided here: small counts leave this
//! crate withheld, errors leave it without detail.

pub mod actions;
pub mod annotations;
pub mod audit;
pub mod barometer;
pub mod following;
pub mod identity;
pub mod ingest;
pub mod insight;
pub mod keys;
pub mod queue;
pub mod release;
pub mod steering;
pub mod turns;
pub mod unfit;

pub use actions::Actions;
pub use annotations::Annotations;
pub use audit::Journal;
pub use barometer::{Answer, Barometer, Cell, Failure, Finest, Mandated};
pub use detection::{forecast::Surprise, queue::Queueing};
pub use following::Following;
pub use identity::Identity;
pub use keys::Keys;
pub use queue::Queue;
pub use release::Releases;
pub use steering::Steering;
pub use unfit::Unfit;
