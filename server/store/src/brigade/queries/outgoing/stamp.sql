select coalesce(sum(outgoing.state + 1), 0) from outgoing join conversation on conversation.id = outgoing.conversation_id
where conversation.account_id = $1 and conversation.state in (0, 1)
