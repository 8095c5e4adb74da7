-- What a command steers by: the weight of each part of a score, and the value that an indicator should reach in a month.
create table score_weight (
    component text not null primary key,
    weight double precision not null,
    account_id bigint not null references account (id),
    set_at bigint not null
);

create table target (
    indicator text not null primary key,
    value double precision not null,
    account_id bigint not null references account (id),
    set_at bigint not null
);
