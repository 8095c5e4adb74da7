-- Runs, series, observations and the source rows behind them. Instants are UTC microseconds.
create table run (
    id bigint generated always as identity primary key,
    source text not null,
    file_name text not null,
    checksum text not null,
    simulated boolean not null,
    started_at bigint not null,
    duration_ms bigint not null,
    rows_read bigint not null,
    accepted bigint not null,
    rejected bigint not null,
    unchanged bigint not null,
    warnings bigint not null
);

create table rejected_row (
    run_id bigint not null references run (id),
    line bigint not null,
    field text not null,
    reason text not null,
    kept boolean not null
);
create index rejected_row_run on rejected_row (run_id);

-- One curve: a measure, a territory and its category values ('' where the measure has fewer than three).
create table series (
    id integer not null primary key,
    measure text not null,
    level smallint not null,
    territory text not null,
    category_1 text not null,
    category_2 text not null,
    category_3 text not null,
    unique (measure, level, territory, category_1, category_2, category_3)
);

-- Sums by series, grain and period ordinal. Roll-ups are stored beside, never mixed with, their parts.
create table observation (
    series_id integer not null references series (id),
    grain smallint not null,
    period integer not null,
    sum double precision not null,
    count bigint not null,
    sketch bytea,
    primary key (series_id, grain, period)
);

-- What each source row contributed, under a keyed pseudonym, so that a corrected row replaces it.
create table record (
    source smallint not null,
    key bytea not null,
    content bytea not null,
    primary key (source, key)
);

-- First and last period of each measure, at its own grain.
create table coverage (
    measure text not null primary key,
    first_period integer not null,
    last_period integer not null
);

-- Motifs of the Brigade numérique to published categories, editable.
create table motif_category (
    parent text not null,
    motif text not null,
    category text not null,
    primary key (parent, motif)
);
