-- What the public side may read of the sums: measures that count no persons. Closed by default: one that is not listed is
-- not there. On Postgres a role has rights on these views and on releases, and on nothing else (`postgres-roles.sql`).
create table public_measure (
    measure text not null primary key
);

create view public_series with (security_barrier) as
select s.id, s.measure, s.level, s.territory, s.category_1, s.category_2, s.category_3
from series s
where s.measure in (select p.measure from public_measure p);

create view public_cell with (security_barrier) as
select s.measure, s.level, s.territory, s.category_1, s.category_2, s.category_3,
    o.series_id, o.grain, o.period, o.sum, o.count, o.sketch
from series s
join observation o on o.series_id = s.id
where s.measure in (select p.measure from public_measure p);

create view public_coverage with (security_barrier) as
select c.measure, c.first_period, c.last_period
from coverage c
where c.measure in (select p.measure from public_measure p);

-- A number is taken once in each area of the journal; lines of before have none.
drop index audit_area;
create unique index audit_line on audit (area, number) where number > 0;

-- Whom a remark was for is told by the author's territory of then, not of now.
alter table annotation add column scope text not null default '';
update annotation set scope = (select a.scope from account a where a.id = annotation.account_id);

-- Blocks are written in another way, and decided by another rule: all of them once more.
delete from release_block;
delete from release_coverage;
delete from release;
