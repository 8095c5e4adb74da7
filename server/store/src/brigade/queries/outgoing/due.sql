select outgoing.conversation_id, outgoing.seq, outgoing.client_id, outgoing.parts, outgoing.attempts, outgoing.due_at, message.sealed_text, message.sender
from outgoing join message on message.conversation_id = outgoing.conversation_id and message.seq = outgoing.seq
where outgoing.state = 0 and outgoing.due_at <= $1
    and (message.sender = 2 or not exists (
        select 1 from outgoing earlier
        where earlier.conversation_id = outgoing.conversation_id and earlier.seq < outgoing.seq and earlier.state = 0))
    and not exists (
        select 1 from correspondent join channel on channel.name = correspondent.channel
        where correspondent.conversation_id = outgoing.conversation_id and channel.is_on = 0)
order by case when message.sender = 2 then 0 else 1 end, outgoing.due_at limit $2
