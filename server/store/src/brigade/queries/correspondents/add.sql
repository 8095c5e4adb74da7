insert into correspondent (conversation_id, channel, address_mac, sealed_address)
select id, $2, $3, $4 from conversation where public_id = $1
