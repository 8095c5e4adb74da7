select conversation.public_id from correspondent join conversation on conversation.id = correspondent.conversation_id
where correspondent.channel = $1 and correspondent.address_mac = $2 and conversation.state in (0, 1)
order by conversation.id desc limit 1
