-- Who may enter cyberIMPACT, who is in, and what was done. Instants are UTC microseconds.
create table account (
    id integer primary key autoincrement,
    -- "local:<login>", "demonstration:<role>" or "oidc:<issuer> <sub>".
    subject text not null unique,
    name text not null,
    role text not null,
    scope text not null,
    -- Argon2id (PHC string) and TOTP secret of local accounts.
    password text,
    totp text,
    -- Last TOTP step that was accepted: a code serves once.
    totp_step bigint not null,
    failures bigint not null,
    locked_until bigint not null,
    created_at bigint not null,
    closed_at bigint
);

-- The cookie holds the token; the table its SHA-256.
create table session (
    token blob not null primary key,
    account_id bigint not null references account (id),
    -- How the person proved who it is: "eidas2", "local", "demonstration".
    acr text not null,
    -- For the provider's logout.
    id_token text,
    opened_at bigint not null,
    seen_at bigint not null
) without rowid;
create index session_account on session (account_id);

-- A login that went to the provider and has not come back. Each serves once.
create table login (
    state blob not null primary key,
    nonce text not null,
    verifier text not null,
    return_to text not null,
    started_at bigint not null
) without rowid;

-- What was done: each line carries the hash of the one before.
create table audit (
    id bigint not null primary key,
    at bigint not null,
    account_id bigint,
    operation text not null,
    object text not null,
    outcome text not null,
    hash blob not null
) without rowid;
create trigger audit_is_not_rewritten before update on audit begin
    select raise(abort, 'the journal is append-only');
end;
create trigger audit_is_not_cut before delete on audit begin
    select raise(abort, 'the journal is append-only');
end;
