update saved_view set title = $3 where id = $1 and account_id = $2
