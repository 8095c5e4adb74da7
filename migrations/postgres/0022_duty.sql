-- Who is at the desk. Until then their conversations stay theirs; on a break nobody has any.
create table brigade.duty (
    account_id bigint not null primary key,
    until_at bigint not null,
    paused_at bigint
);
-- What the brigade set for itself, by name: minutes within which a citizen is answered, whether too many write at once.
create table brigade.setting (
    name text not null primary key,
    value bigint not null
);
