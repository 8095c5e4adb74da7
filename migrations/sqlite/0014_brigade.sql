-- What citizens and the brigade write to each other. Texts lie sealed under a key of their conversation, which lies sealed under the
-- operator's: without that row its words are noise. States: 0 waits for an answer, 1 is answered, 2 closed.
create table conversation (
    id integer primary key autoincrement,
    -- As it is called outside: random, tells nothing of how many there are.
    public_id blob not null unique,
    channel text not null,
    language text not null,
    sealed_key text not null,
    state smallint not null,
    is_urgent smallint not null,
    -- The agent who answers it.
    account_id bigint,
    last_seq bigint not null,
    opened_at bigint not null,
    last_at bigint not null,
    -- Since when the citizen waits for words.
    waits_since bigint,
    closed_at bigint
);
create index conversation_waits on conversation (is_urgent desc, waits_since, id) where state = 0;
create index conversation_held on conversation (account_id, last_at) where state in (0, 1);
create index conversation_silent on conversation (last_at);

create table message (
    conversation_id bigint not null,
    -- 1, 2, 3 ... without a hole, given where the message is stored.
    seq bigint not null,
    -- Its sender's own number: what is sent twice is stored once.
    client_id blob not null,
    -- 0 citizen, 1 agent, 2 the service.
    sender smallint not null,
    account_id bigint,
    at bigint not null,
    sealed_text blob not null,
    primary key (conversation_id, seq),
    unique (conversation_id, client_id)
) without rowid;
