insert into ended_contact (reference, at, channel, motif_parent, motif)
select public_id, (select min(at) from message where conversation_id = id), channel, '', ''
from conversation where last_seq > 0 and (state = 1 and last_at < $1 or state in (0, 1) and last_at < $2)
on conflict (reference) do nothing
