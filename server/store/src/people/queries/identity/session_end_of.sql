delete from session where token = $1 and account_id = $2
