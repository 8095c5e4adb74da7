-- What the public may read of persons: decided once after a load, audited, then published at once.
create table release (
    id integer primary key autoincrement,
    -- The last load that it knows.
    version bigint not null,
    threshold bigint not null,
    decided_at bigint not null,
    duration_ms bigint not null,
    small_cells bigint not null,
    withheld_cells bigint not null,
    programmes bigint not null,
    -- Why it was not published; the earlier one stays.
    failure text
);

-- The published cells of one measure and one year: values that may be told, and marks where one is withheld.
create table release_block (
    measure text not null,
    year integer not null,
    release_id bigint not null references release (id),
    content blob not null,
    primary key (measure, year)
) without rowid;

-- First and last period that the published cells know, at each measure's own grain.
create table release_coverage (
    measure text not null primary key,
    first_period integer not null,
    last_period integer not null
);

-- Years that a load changed since they were published.
create table release_stale (
    measure text not null,
    year integer not null,
    run_id bigint not null,
    primary key (measure, year)
) without rowid;
