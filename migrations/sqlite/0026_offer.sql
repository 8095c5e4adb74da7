-- Whether answers that are offered while one writes spare a message: of those to whom they are offered and of those from whom they are held
-- back (arm 1), how many began to write, and how many sent. Counts of a day, of nobody.
create table offer (
    day bigint not null,
    arm smallint not null,
    begun bigint not null,
    sent bigint not null,
    primary key (day, arm)
);
