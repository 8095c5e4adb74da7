-- A citizen goes on on another device by a code, once and for a short while: what it leads to, never the code itself.
alter table conversation add column resume_code blob;
alter table conversation add column resume_until bigint;
create unique index conversation_resume on conversation (resume_code) where resume_code is not null;
