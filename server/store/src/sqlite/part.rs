//! Three files: figures in the one that is named, people and conversations beside it. A load that holds the one keeps nobody in the other waiting.

use sqlx::{AssertSqlSafe, SqlitePool};

use super::{bring_up, schema_version};
use crate::{StoreError, migrations};

/// The version from which people have their own file.
const PARTED: i64 = 12;

/// What moves to the people's file, tables that others refer to first.
const OF_PEOPLE: [&str; 16] = [
    "account",
    "session",
    "login",
    "login_used",
    "operator_key",
    "audit",
    "action",
    "score_weight",
    "target",
    "annotation",
    "annotation_comment",
    "followed",
    "saved_view",
    "digest",
    "job",
    "schedule",
];

/// Brings all files up to date, and moves people out of a file that still holds everything. Nobody else writes in it meanwhile.
///
/// # Errors
/// Figures that were parted from people who are not beside them, or people beside them who are not theirs: nothing is changed.
pub async fn migrate(
    figures: &SqlitePool,
    people: &SqlitePool,
    brigade: &SqlitePool,
) -> Result<(), StoreError> {
    let file = || people.connect_options().get_filename().display().to_string();
    let is_parted = schema_version(figures).await.is_some_and(|version| version >= PARTED);
    // People are there before the figures' file lets go of them.
    if is_parted && schema_version(people).await.is_none() {
        return Err(StoreError::NoPeople(file()));
    }
    bring_up(people, &migrations::people()).await?;
    if !is_parted {
        bring_up(figures, &migrations::whole()).await?;
        copy_people(figures, people).await?;
    }
    bring_up(brigade, &migrations::brigade()).await?;
    bring_up(figures, &migrations::figures()).await
}

/// Copies all of it or nothing; killed before the figures' file let go of its copy, it is done again and adds nothing.
async fn copy_people(figures: &SqlitePool, people: &SqlitePool) -> Result<(), StoreError> {
    let file = people.connect_options().get_filename().display().to_string();
    let mut connection = figures.acquire().await?;
    sqlx::query("attach database ? as people").bind(&file).execute(&mut *connection).await?;
    sqlx::query("begin immediate").execute(&mut *connection).await?;
    for table in OF_PEOPLE {
        // Left by an earlier parting, after which the older program went on: theirs is not what is to be kept.
        let sql =
            format!("select 1 from (select * from people.{table} except select * from main.{table}) limit 1");
        if sqlx::query(AssertSqlSafe(sql)).fetch_optional(&mut *connection).await?.is_some() {
            sqlx::query("rollback").execute(&mut *connection).await?;
            return Err(StoreError::OtherPeople(file));
        }
        let sql = format!("insert or ignore into people.{table} select * from main.{table}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    sqlx::query("commit").execute(&mut *connection).await?;
    sqlx::query("detach database people").execute(&mut *connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

    use super::*;

    /// In memory: nothing is asked of it.
    async fn brigade() -> SqlitePool {
        SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap()
    }

    async fn pool(file: &std::path::Path) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
    }

    async fn count(pool: &SqlitePool, table: &str) -> Option<i64> {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(pool).await.ok()
    }

    /// Killed after the copy, too.
    #[tokio::test]
    async fn people_leave_a_file_that_held_everything() {
        let folder = std::env::temp_dir().join(format!("part-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (figures, people) = (pool(&folder.join("t.sqlite")).await, pool(&folder.join("p.sqlite")).await);
        bring_up(&figures, &migrations::whole()).await.unwrap();
        for sql in [
            "insert into account (subject, name, role, scope, totp_step, failures, locked_until, created_at) \
                values ('local:a', 'A', 'analyste', 'france', 0, 0, 0, 0)",
            "insert into annotation (indicator, territory, day, body, audience, account_id, created_at) \
                values ('visits', 'france', 1, 'b', 'tous', 1, 0)",
            "insert into audit (id, at, operation, object, outcome, hash) values (1, 0, 'a', 'b', 'c', x'00')",
            "insert into motif_category (parent, motif, category) values ('a', 'b', 'c')",
        ] {
            sqlx::query(sql).execute(&figures).await.unwrap();
        }
        bring_up(&people, &migrations::people()).await.unwrap();
        copy_people(&figures, &people).await.unwrap();
        migrate(&figures, &people, &brigade().await).await.unwrap();
        for table in ["account", "annotation", "audit"] {
            assert_eq!(
                (count(&people, table).await, count(&figures, table).await),
                (Some(1), None),
                "{table}"
            );
        }
        assert_eq!((count(&figures, "motif_category").await, count(&people, "run").await), (Some(1), None));
        migrate(&figures, &people, &brigade().await).await.unwrap();
        assert_eq!(count(&people, "account").await, Some(1));
        for table in OF_PEOPLE {
            assert!(count(&people, table).await.is_some(), "{table}");
        }
        // Without its people's file nothing is opened as if nobody had ever been there.
        let nobody = pool(&folder.join("n.sqlite")).await;
        assert!(matches!(migrate(&figures, &nobody, &brigade().await).await, Err(StoreError::NoPeople(_))));
        // The older program went on with a copy of before: what an earlier parting left is not taken for the same.
        let older = pool(&folder.join("o.sqlite")).await;
        bring_up(&older, &migrations::whole()).await.unwrap();
        assert!(matches!(migrate(&older, &people, &brigade().await).await, Err(StoreError::OtherPeople(_))));
        assert_eq!(count(&older, "account").await, Some(0), "as it was");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
