select score, sealed_comment from rating where conversation_id = $1
