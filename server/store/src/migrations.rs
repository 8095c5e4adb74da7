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
/// From here on each file has its own.
const FIGURES: &[(i64, &str, &str)] = &[
    (12, "figures", include_str!("../../../migrations/sqlite/0012_figures.sql")),
    (13, "sources", include_str!("../../../migrations/sqlite/0013_sources.sql")),
];
const PEOPLE: &[(i64, &str, &str)] = &[
    (12, "people", include_str!("../../../migrations/sqlite/0012_people.sql")),
    (16, "knowledge", include_str!("../../../migrations/sqlite/0016_knowledge.sql")),
];
const BRIGADE: &[(i64, &str, &str)] = &[
    (14, "brigade", include_str!("../../../migrations/sqlite/0014_brigade.sql")),
    (15, "rating", include_str!("../../../migrations/sqlite/0015_rating.sql")),
    (17, "contact", include_str!("../../../migrations/sqlite/0017_contact.sql")),
    (18, "pace", include_str!("../../../migrations/sqlite/0018_pace.sql")),
    (19, "resume", include_str!("../../../migrations/sqlite/0019_resume.sql")),
    (20, "shown", include_str!("../../../migrations/sqlite/0020_shown.sql")),
    (21, "note", include_str!("../../../migrations/sqlite/0021_note.sql")),
    (22, "duty", include_str!("../../../migrations/sqlite/0022_duty.sql")),
    (23, "attachment", include_str!("../../../migrations/sqlite/0023_attachment.sql")),
    (24, "retention", include_str!("../../../migrations/sqlite/0024_retention.sql")),
    (25, "channel", include_str!("../../../migrations/sqlite/0025_channel.sql")),
    (26, "offer", include_str!("../../../migrations/sqlite/0026_offer.sql")),
    (27, "mail", include_str!("../../../migrations/sqlite/0027_mail.sql")),
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
    (13, "sources", include_str!("../../../migrations/postgres/0013_sources.sql")),
    (14, "brigade", include_str!("../../../migrations/postgres/0014_brigade.sql")),
    (15, "rating", include_str!("../../../migrations/postgres/0015_rating.sql")),
    (16, "knowledge", include_str!("../../../migrations/postgres/0016_knowledge.sql")),
    (17, "contact", include_str!("../../../migrations/postgres/0017_contact.sql")),
    (18, "pace", include_str!("../../../migrations/postgres/0018_pace.sql")),
    (19, "resume", include_str!("../../../migrations/postgres/0019_resume.sql")),
    (20, "shown", include_str!("../../../migrations/postgres/0020_shown.sql")),
    (21, "note", include_str!("../../../migrations/postgres/0021_note.sql")),
    (22, "duty", include_str!("../../../migrations/postgres/0022_duty.sql")),
    (23, "attachment", include_str!("../../../migrations/postgres/0023_attachment.sql")),
    (24, "retention", include_str!("../../../migrations/postgres/0024_retention.sql")),
    (25, "channel", include_str!("../../../migrations/postgres/0025_channel.sql")),
    (26, "offer", include_str!("../../../migrations/postgres/0026_offer.sql")),
    (27, "mail", include_str!("../../../migrations/postgres/0027_mail.sql")),
];

fn migrator(lists: [&'static [(i64, &'static str, &'static str)]; 2]) -> Migrator {
    Migrator::with_migrations(
        lists
            .into_iter()
            .flatten()
            .map(|(version, name, sql)| {
                Migration::new(*version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
            })
            .collect(),
    )
}

/// One file that holds everything, as it was until version 11.
pub fn whole() -> Migrator {
    migrator([SQLITE, &[]])
}

/// SQLite's file of figures.
pub fn figures() -> Migrator {
    migrator([SQLITE, FIGURES])
}

/// SQLite's file of people.
pub fn people() -> Migrator {
    migrator([SQLITE, PEOPLE])
}

/// SQLite's file of conversations.
pub fn brigade() -> Migrator {
    migrator([BRIGADE, &[]])
}

pub fn postgres() -> Migrator {
    migrator([POSTGRES, &[]])
}
