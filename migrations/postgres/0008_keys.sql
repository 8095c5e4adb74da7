-- Whose key this database goes with: its fingerprint, never the key.
create table operator_key (
    only_one integer not null primary key check (only_one = 1),
    fingerprint text not null
);

-- The journal in areas, each with its own chain: who writes in one waits for nobody in another. Lines of before have neither
-- area nor number, and follow each other by id.
alter table audit add column area text not null default '';
alter table audit add column number bigint not null default 0;
create index audit_area on audit (area, number);
create sequence audit_id owned by audit.id;
select setval('audit_id', (select coalesce(max(id), 0) + 1 from audit), false);

-- What a login needs while the person is at the provider lies signed in the browser; here is only what was used. `login` goes
-- with a later version.
create table login_used (
    state bytea not null primary key,
    at bigint not null
);

-- An account that waits for its first login waits until then.
alter table account add column waits_until bigint;
-- An address is written to once its owner said that it is theirs.
alter table digest add column confirmed_at bigint;
update digest set confirmed_at = since;
-- Ninety days for those who wait already.
update account set waits_until = created_at + 7776000000000 where subject like 'adresse:%';
