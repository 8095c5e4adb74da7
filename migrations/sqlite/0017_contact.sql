-- Contacts that ended and that the figures do not have yet: nothing of who wrote, or of what they wrote. A row goes when they have it.
create table ended_contact (
    -- The name of its conversation, random: told twice, a contact counts once.
    reference blob primary key,
    -- When its first message was stored.
    at bigint not null,
    channel text not null,
    -- As the agent says at its end; empty where nobody said.
    motif_parent text not null,
    motif text not null
) without rowid;
