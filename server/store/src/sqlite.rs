//! What the body needs to know of SQLite.

pub type Db = sqlx::Sqlite;
pub type Pool = sqlx::SqlitePool;
/// Rows of one insert: SQLite binds at most 32,766 values.
pub const BATCH: usize = 500;
/// `BEGIN IMMEDIATE` holds the one writer's place already.
pub const LOCK: &str = "select 1";
pub const BEGIN: &str = "begin immediate";

#[path = "body/mod.rs"]
pub mod body;
