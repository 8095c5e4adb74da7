-- What a citizen thought of a conversation that was closed: once, never of one that told of an emergency. Goes with it.
create table brigade.rating (
    conversation_id bigint primary key,
    -- 0 to 10.
    score smallint not null,
    -- Under the conversation's key, as its messages.
    sealed_comment bytea,
    at bigint not null
);
