-- What the organisation did, and what was expected of it. Days are days since 1970-01-01.
create table action (
    id integer primary key autoincrement,
    title text not null,
    kind text not null,
    territory text not null,
    indicator text not null,
    from_day integer not null,
    until_day integer not null,
    expected text not null,
    account_id bigint not null references account (id),
    created_at bigint not null,
    withdrawn_at bigint
);
