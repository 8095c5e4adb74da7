delete from saved_view where id = $1 and account_id = $2
