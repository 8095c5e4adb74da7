select seq, client_id, sender, at, sealed_text
from message where conversation_id = $1 and seq > $2
order by seq limit $3
