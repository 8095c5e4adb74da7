-- The last message that was on the screen of each side.
alter table conversation add column citizen_shown bigint not null default 0;
alter table conversation add column agent_shown bigint not null default 0;
