delete from session where token = $1 returning id_token
