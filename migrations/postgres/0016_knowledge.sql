-- The knowledge base, where another one than that of the program was imported.
create table knowledge_entry (
    -- As its file calls it: part of its address.
    id text primary key,
    question text not null,
    answer text not null,
    -- Words that citizens use for it, one a line.
    keywords text not null,
    theme text not null,
    -- Address of the official page that says it, where there is one.
    source text not null
);
-- Counts what was published: who has read the base knows by it whether it is still the same.
create table knowledge_edition (
    only_one smallint primary key check (only_one = 1),
    number bigint not null,
    at bigint not null
);
