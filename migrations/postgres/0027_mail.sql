-- Mail: what an answer belongs to (subject and name of what it answers to), sealed under the conversation's key.
alter table brigade.correspondent add column sealed_thread bytea;

-- How far each mailbox was read (RFC 9051, 2.3.1.1): numbers of mails hold under one validity.
create table brigade.mailbox (
    channel text not null primary key,
    validity bigint not null,
    uid bigint not null
);
