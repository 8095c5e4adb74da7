-- The last message that was on the screen of each side.
alter table brigade.conversation add column citizen_shown bigint not null default 0;
alter table brigade.conversation add column agent_shown bigint not null default 0;
