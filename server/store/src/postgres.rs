//! What the queries need to know of Postgres.

use crate::{StoreError, migrations};

pub use crate::{
    brigade::postgres::Brigade,
    figures::{
        cells::postgres::stored_series,
        postgres::Figures,
        release::postgres::mark_stale,
        runs::postgres::{changed, loaded},
    },
    jobs::postgres::Jobs,
    people::postgres::{People, UnitOfWork},
    upkeep::postgres::bring_up,
    whole::postgres::Store,
};

pub type Db = sqlx::Postgres;
pub type DbRow = sqlx::postgres::PgRow;
pub type Transaction = sqlx::Transaction<'static, Db>;
pub type Pool = sqlx::PgPool;
/// Rows of one insert: Postgres binds at most 65,535 values.
pub const BATCH: usize = 1000;
/// All parts lie in one database.
pub const IS_TWO_FILES: bool = false;
/// One load at a time, whichever instance runs it.
pub const LOCK: &str = "select 1 from pg_advisory_xact_lock(20180227)";
/// One line at a time in each area of the journal.
pub const AUDIT_LOCK: &str = "select 1 from pg_advisory_xact_lock(20180228, hashtext($1))";
/// One who sets weights and targets at a time.
pub const STEERING_LOCK: &str = "select 1 from pg_advisory_xact_lock(20180301)";
/// One conversation at a time that an agent takes: how many they have is what it was when they took it.
pub const AGENT_LOCK: &str = "select 1 from pg_advisory_xact_lock(20261202, cast($1 as integer))";
/// One conversation of an address is opened at a time.
pub const ADDRESS_LOCK: &str =
    "select 1 from pg_advisory_xact_lock(20261203, hashtext(encode(cast($1 as bytea), 'hex')))";
/// Number of the journal's next line.
pub const AUDIT_ID: &str = "select nextval('audit_id')";
/// Takes the role of the public, where the operator made it and gave it its rights in this database.
pub const AS_PUBLIC: &str = "select set_config('role', rolname, false) from pg_roles \
    where rolname = 'cyberimpact_public' and pg_has_role(current_user, oid, 'member') \
    and has_table_privilege(oid, to_regclass('public_cell')::oid, 'select')";
/// Whether it was taken.
pub const IS_APART: &str = "select current_user <> session_user";
/// A conversation while a message is added to it: others wait.
pub const CONVERSATION_HOLD: &str =
    "select last_seq, state, is_urgent, waits_since, account_id from conversation where id = $1 for update";
/// Tells every instance that a load is there, when it is committed.
pub const ANNOUNCE: Option<&str> = Some("select pg_notify('load', cast($1 as text))");
/// The same of jobs.
pub const ANNOUNCE_JOB: Option<&str> = Some("select pg_notify('job', '')");
/// The same of messages: of each its conversation and its number.
pub const ANNOUNCE_MESSAGES: Option<&str> = Some("select pg_notify('message', $1)");
/// Takes the job that is due first, past those that others take at the same moment. Those whose holder is gone come first.
pub const JOB_TAKE: &str = "update job set state = 1, holder = $3, lease_until = $4, attempts = attempts + 1 \
    where id = coalesce(\
        (select id from job where state = 1 and lease_until < $1 and attempts < most_attempts \
            and $2 like '%,' || kind || ',%' order by priority desc, due_at, id limit 1 for update skip locked), \
        (select id from job where state = 0 and due_at <= $1 \
            and $2 like '%,' || kind || ',%' order by priority desc, due_at, id limit 1 for update skip locked)) \
    returning id, kind, payload, attempts, most_attempts";
pub const BEGIN: &str = "begin";
/// Postgres settles by itself.
pub const SETTLE: Option<&str> = None;
pub fn placeholder(number: usize) -> String {
    format!("${number}")
}

/// Columns of our tables: table, column, may be null.
#[cfg(feature = "proof")]
pub const COLUMNS: &str = "select c.table_name::text, c.column_name::text, c.is_nullable = 'YES' \
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name) \
    where c.table_schema in ('public', 'brigade') and t.table_type = 'BASE TABLE' and c.table_name not like '\\_sqlx%' \
    order by c.table_name collate \"C\", c.column_name collate \"C\"";

pub mod bulk;
mod copy;

/// Brings the schema up to date: all pools are of one database.
pub async fn migrate(figures: &Pool, _people: &Pool, _brigade: &Pool) -> Result<(), StoreError> {
    bring_up(figures, &migrations::postgres()).await
}
