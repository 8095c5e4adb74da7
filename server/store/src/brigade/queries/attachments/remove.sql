delete from attachment
where conversation_id = $1 and client_id = $2 and not exists (
    select 1 from message where message.conversation_id = $1 and message.client_id = $2
)
