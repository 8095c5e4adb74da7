-- Ways of others by which citizens write (SMS, WhatsApp, Messenger, Instagram), and what is to leave by them.
create table channel (
    -- Part of the address that its provider calls.
    name text not null primary key,
    kind text not null,
    is_on smallint not null,
    -- Its provider's secrets, sealed under the operator's key.
    sealed_settings blob not null,
    -- When a genuine call last came, and an answer was last taken.
    came_at bigint,
    left_at bigint,
    -- When and why a call was last refused, and an answer was.
    refused_at bigint,
    refused_why text,
    failed_at bigint,
    failed_why text
);

-- Who writes a conversation from outside: found by a keyed hash of their address; the address itself is sealed under the conversation's key.
create table correspondent (
    conversation_id bigint not null primary key,
    channel text not null,
    address_mac blob not null,
    sealed_address blob not null
);
create index correspondent_address on correspondent (channel, address_mac);

-- Messages that came from outside, in whichever conversation: told again, they are known.
create table received (
    client_id blob not null primary key,
    at bigint not null
);
create index received_at on received (at);

-- Answers on their way. States: 0 to leave, 1 taken by the provider, 2 delivered, 3 read, 4 given up.
create table outgoing (
    conversation_id bigint not null,
    seq bigint not null,
    client_id blob not null,
    state smallint not null,
    -- How many of its parts were taken.
    parts smallint not null,
    attempts smallint not null,
    due_at bigint not null,
    -- What the provider calls its last part, hashed under a key.
    provider_mac blob,
    why text,
    primary key (conversation_id, seq)
);
create index outgoing_due on outgoing (due_at) where state = 0;
create index outgoing_client on outgoing (client_id);
create index outgoing_provider on outgoing (provider_mac);
