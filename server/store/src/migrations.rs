//! The migrations, carried inside the binary.

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

const SQLITE: &[(i64, &str, &str)] = &[
    (1, "statistics", include_str!("../../../migrations/sqlite/0001_statistics.sql")),
    (2, "identity", include_str!("../../../migrations/sqlite/0002_identity.sql")),
    (3, "actions", include_str!("../../../migrations/sqlite/0003_actions.sql")),
    (4, "steering", include_str!("../../../migrations/sqlite/0004_steering.sql")),
    (5, "desk", include_str!("../../../migrations/sqlite/0005_desk.sql")),
    (6, "series", include_str!("../../../migrations/sqlite/0006_series.sql")),
    (7, "release", include_str!("../../../migrations/sqlite/0007_release.sql")),
    (8, "keys", include_str!("../../../migrations/sqlite/0008_keys.sql")),
    (9, "apart", include_str!("../../../migrations/sqlite/0009_apart.sql")),
    (10, "loads", include_str!("../../../migrations/sqlite/0010_loads.sql")),
    (11, "jobs", include_str!("../../../migrations/sqlite/0011_jobs.sql")),
];
const POSTGRES: &[(i64, &str, &str)] = &[
    (1, "statistics", include_str!("../../../migrations/postgres/0001_statistics.sql")),
    (2, "identity", include_str!("../../../migrations/postgres/0002_identity.sql")),
    (3, "actions", include_str!("../../../migrations/postgres/0003_actions.sql")),
    (4, "steering", include_str!("../../../migrations/postgres/0004_steering.sql")),
    (5, "desk", include_str!("../../../migrations/postgres/0005_desk.sql")),
    (6, "series", include_str!("../../../migrations/postgres/0006_series.sql")),
    (7, "release", include_str!("../../../migrations/postgres/0007_release.sql")),
    (8, "keys", include_str!("../../../migrations/postgres/0008_keys.sql")),
    (9, "apart", include_str!("../../../migrations/postgres/0009_apart.sql")),
    (10, "loads", include_str!("../../../migrations/postgres/0010_loads.sql")),
    (11, "jobs", include_str!("../../../migrations/postgres/0011_jobs.sql")),
];

fn migrator(list: &'static [(i64, &'static str, &'static str)]) -> Migrator {
    Migrator::with_migrations(
        list.iter()
            .map(|(version, name, sql)| {
                Migration::new(*version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
            })
            .collect(),
    )
}

pub fn sqlite() -> Migrator {
    migrator(SQLITE)
}

pub fn postgres() -> Migrator {
    migrator(POSTGRES)
}
