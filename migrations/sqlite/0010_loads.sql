-- Postgres only: see migrations/postgres/0010_loads.sql.
select 1;
