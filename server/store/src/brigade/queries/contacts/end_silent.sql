insert into ended_contact (reference, at, channel, motif_parent, motif)
select public_id, (select min(at) from message where conversation_id = id), channel, '', ''
from conversation where state = 2 and closed_at = $1 and last_seq > 0
on conflict (reference) do nothing
