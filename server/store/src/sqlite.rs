//! What the body needs to know of SQLite.

pub type Db = sqlx::Sqlite;
pub type Pool = sqlx::SqlitePool;
/// Rows of one insert: SQLite binds at most 32,766 values.
pub const BATCH: usize = 500;
/// `BEGIN IMMEDIATE` holds the one writer's place already.
pub const LOCK: &str = "select 1";
pub const BEGIN: &str = "begin immediate";
/// Anonymous: SQLite looks numbered names up one by one, which makes a long insert quadratic.
pub fn placeholder(_number: usize) -> String {
    "?".to_owned()
}

#[path = "body/mod.rs"]
pub mod body;
