select count(*) from received where client_id = $1
