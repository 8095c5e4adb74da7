//! What the queries need to know of SQLite: two files, for a file has one writer at a time.

pub use crate::{
    brigade::sqlite::Brigade,
    figures::{
        cells::sqlite::stored_series,
        release::sqlite::mark_stale,
        runs::sqlite::{changed, loaded},
        sqlite::Figures,
    },
    jobs::sqlite::Jobs,
    people::sqlite::{People, UnitOfWork},
    upkeep::sqlite::{bring_up, schema_version},
    whole::sqlite::Store,
};

pub type Db = sqlx::Sqlite;
pub type DbRow = sqlx::sqlite::SqliteRow;
pub type Transaction = sqlx::Transaction<'static, Db>;
pub type Pool = sqlx::SqlitePool;
/// Rows of one insert: SQLite binds at most 32,766 values.
pub const BATCH: usize = 500;
/// Figures and people lie in two files.
pub const IS_TWO_FILES: bool = true;
/// `BEGIN IMMEDIATE` holds the one writer's place already.
pub const LOCK: &str = "select 1";
/// As above, for the journal.
pub const AUDIT_LOCK: &str = "select $1";
/// As above, for weights and targets.
pub const STEERING_LOCK: &str = LOCK;
/// Number of the journal's next line: the one writer has its place already.
pub const AGENT_LOCK: &str = "select $1";
/// As above, for who writes from outside.
pub const ADDRESS_LOCK: &str = AGENT_LOCK;
pub const AUDIT_ID: &str = "select coalesce(max(id), 0) + 1 from audit";
/// A conversation while a message is added to it: there is one writer.
pub const CONVERSATION_HOLD: &str =
    "select last_seq, state, is_urgent, waits_since, account_id from conversation where id = $1";
/// SQLite tells other processes nothing: they look.
pub const ANNOUNCE: Option<&str> = None;
/// As above: one process does the jobs, and hears of them without it.
pub const ANNOUNCE_JOB: Option<&str> = None;
/// As above: one process serves conversations.
pub const ANNOUNCE_MESSAGES: Option<&str> = None;
/// Takes the job that is due first: there is one writer at a time. Those whose holder is gone come first.
pub const JOB_TAKE: &str = "update job set state = 1, holder = $3, lease_until = $4, attempts = attempts + 1 \
    where id = coalesce(\
        (select id from job where state = 1 and lease_until < $1 and attempts < most_attempts \
            and $2 like '%,' || kind || ',%' order by priority desc, due_at, id limit 1), \
        (select id from job where state = 0 and due_at <= $1 \
            and $2 like '%,' || kind || ',%' order by priority desc, due_at, id limit 1)) \
    returning id, kind, payload, attempts, most_attempts";
pub const BEGIN: &str = "begin immediate";
/// A load of a million rows leaves a log of hundreds of megabytes, through which each read would look first.
pub const SETTLE: Option<&str> = Some("pragma wal_checkpoint(truncate)");
/// Anonymous: SQLite looks numbered names up one by one, which makes a long insert quadratic.
pub fn placeholder(_number: usize) -> String {
    "?".to_owned()
}

/// Files have no roles: whoever opens one reads all of it.
pub const IS_APART: &str = "select true";

/// Columns of our tables: table, column, may be null.
#[cfg(feature = "proof")]
pub const COLUMNS: &str = "select m.name, c.name, (c.\"notnull\" = 0 and c.pk = 0) \
    from sqlite_master m join pragma_table_info(m.name) c \
    where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '_sqlx%' order by 1, 2";

pub mod bulk;
mod part;

pub use part::migrate;
