-- What agents note for each other beside a conversation. Its citizen never sees it.
create table brigade.note (
    conversation_id bigint not null,
    -- The form's own number: what is sent twice is stored once.
    client_id bytea not null,
    account_id bigint not null,
    at bigint not null,
    sealed_text bytea not null,
    primary key (conversation_id, client_id)
);
