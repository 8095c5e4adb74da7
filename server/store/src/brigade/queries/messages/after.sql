select seq, message.client_id, sender, at, sealed_text, kind, size
from message left join attachment
    on attachment.conversation_id = message.conversation_id and attachment.client_id = message.client_id
where message.conversation_id = $1 and seq > $2
order by seq limit $3
