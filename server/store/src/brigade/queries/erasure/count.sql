insert into ended_contact (reference, at, channel, motif_parent, motif)
select public_id, (select min(at) from message where conversation_id = id), channel, '', ''
from conversation where id = $1 and state in (0, 1) and last_seq > 0
on conflict (reference) do nothing
