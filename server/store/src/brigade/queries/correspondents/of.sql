select channel, sealed_address, sealed_thread, (select max(at) from message where message.conversation_id = $1 and sender = 0) as wrote_at
from correspondent where conversation_id = $1
