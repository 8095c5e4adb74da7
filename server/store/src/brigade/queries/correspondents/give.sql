insert into correspondent (conversation_id, channel, address_mac, sealed_address) values ($1, $2, $3, $4)
on conflict (conversation_id) do update set channel = excluded.channel, sealed_address = excluded.sealed_address
