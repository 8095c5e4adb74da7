-- A file that a message hands on, under the message's own number; sealed as its words are. Its name is not kept.
create table attachment (
    conversation_id bigint not null,
    client_id blob not null,
    -- What its first bytes say that it is.
    kind text not null,
    -- Bytes, before it was sealed.
    size bigint not null,
    sealed_file blob not null,
    primary key (conversation_id, client_id)
);
