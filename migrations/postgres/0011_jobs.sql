-- What the server does by itself: one queue for all instances. States: 0 waits, 1 runs, 2 done, 3 given up, 4 cancelled.
create table job (
    id bigint generated always as identity primary key,
    kind text not null,
    -- What it is about, in numbers: nobody's name, nobody's words.
    payload text not null,
    -- Of jobs of one kind with one key, one waits or runs at a time.
    unique_key text,
    priority smallint not null,
    state smallint not null,
    due_at bigint not null,
    -- Times that it was taken; whoever took it later holds it.
    attempts integer not null,
    most_attempts integer not null,
    -- The instance that has it, until its lease ends.
    holder text,
    lease_until bigint,
    created_at bigint not null,
    ended_at bigint,
    error text
);
create index job_waits on job (priority desc, due_at, id) where state = 0;
create index job_runs on job (lease_until) where state = 1;
create index job_ended on job (ended_at) where state in (2, 3, 4);
create unique index job_unique on job (kind, unique_key) where state in (0, 1);

-- When each thing that comes again is next.
create table schedule (
    name text not null primary key,
    next_at bigint not null
);
