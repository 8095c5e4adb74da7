//! What the body needs to know of Postgres.

pub type Db = sqlx::Postgres;
pub type Pool = sqlx::PgPool;
/// Rows of one insert: Postgres binds at most 65,535 values.
pub const BATCH: usize = 1000;
/// One load at a time, whichever instance runs it.
pub const LOCK: &str = "select 1 from pg_advisory_xact_lock(20180227)";
/// One line at a time in each area of the journal.
pub const AUDIT_LOCK: &str = "select 1 from pg_advisory_xact_lock(20180228, hashtext($1))";
/// Number of the journal's next line.
pub const AUDIT_ID: &str = "select nextval('audit_id')";
/// Tells every instance that a load is there, when it is committed.
pub const ANNOUNCE: Option<&str> = Some("select pg_notify('load', cast($1 as text))");
pub const BEGIN: &str = "begin";
/// Postgres settles by itself.
pub const SETTLE: Option<&str> = None;
pub fn placeholder(number: usize) -> String {
    format!("${number}")
}

/// Columns of our tables: table, column, may be null.
pub const COLUMNS: &str = "select table_name::text, column_name::text, is_nullable = 'YES' \
    from information_schema.columns where table_schema = 'public' and table_name not like '\\_sqlx%' \
    order by table_name collate \"C\", column_name collate \"C\"";

#[path = "body/mod.rs"]
pub mod body;
