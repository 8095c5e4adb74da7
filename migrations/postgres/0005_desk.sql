-- What colleagues tell each other about a series. Days are days since 1970-01-01.
create table annotation (
    id bigint generated always as identity primary key,
    indicator text not null,
    territory text not null,
    day integer not null,
    body text not null,
    audience text not null,
    account_id bigint not null references account (id),
    created_at bigint not null,
    withdrawn_at bigint
);

create table annotation_comment (
    id bigint generated always as identity primary key,
    annotation_id bigint not null references annotation (id),
    body text not null,
    account_id bigint not null references account (id),
    created_at bigint not null,
    withdrawn_at bigint
);
create index annotation_comment_annotation on annotation_comment (annotation_id);

-- What a person keeps for himself: series that he follows, views that he comes back to, and the weekly letter.
create table followed (
    account_id bigint not null references account (id),
    indicator text not null,
    territory text not null,
    since bigint not null,
    primary key (account_id, indicator, territory)
);

create table saved_view (
    id bigint generated always as identity primary key,
    account_id bigint not null references account (id),
    title text not null,
    query text not null,
    shared boolean not null,
    created_at bigint not null
);
create index saved_view_account on saved_view (account_id);

create table digest (
    account_id bigint not null primary key references account (id),
    address text not null,
    since bigint not null,
    last_week integer not null
);
