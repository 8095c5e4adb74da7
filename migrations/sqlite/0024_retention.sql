-- Until when a conversation is kept at most, where its motif has a term of its own; and who it was is asked for by nobody.
alter table conversation add column over_at bigint;
