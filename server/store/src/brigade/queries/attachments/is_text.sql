select count(*) from message where conversation_id = $1 and client_id = $2
    and not exists (select 1 from attachment where attachment.conversation_id = $1 and attachment.client_id = $2)
