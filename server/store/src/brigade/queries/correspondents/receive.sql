insert into received (client_id, at) values ($1, $2) on conflict (client_id) do nothing
