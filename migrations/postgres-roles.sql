-- Rights of the role that serves, which changes no table: run by the owner after each `cyberimpact migrate`, with
-- psql -v serve=cyberimpact_serve -f migrations/postgres-roles.sql
-- Loads, accounts and the journal are written by it; the journal only grows, whatever the trigger says.
revoke create on schema public from public;
grant usage on schema public to :serve;
grant select, insert, update, delete on all tables in schema public to :serve;
-- Reading them, too: the role that serves makes the copies.
grant usage, select on all sequences in schema public to :serve;
grant usage on schema brigade to :serve;
grant select, insert, update, delete on all tables in schema brigade to :serve;
grant usage, select on all sequences in schema brigade to :serve;
revoke update, delete, truncate on audit from :serve;
revoke insert, update, delete, truncate on _sqlx_migrations from :serve;

-- The role that public pages read as: the server takes it by itself where it finds it. Sums of measures that count persons,
-- accounts, remarks and the journal are not there for it, whatever is asked. Who runs this may make roles (`createrole`).
do $$ begin
    create role cyberimpact_public nologin;
exception when duplicate_object then null;
end $$;
grant cyberimpact_public to :serve;
grant usage on schema public to cyberimpact_public;
grant select on public_series, public_cell, public_coverage, run, rejected_row, source_state,
    release, release_block, release_coverage to cyberimpact_public;
