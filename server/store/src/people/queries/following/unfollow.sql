delete from followed where account_id = $1 and indicator = $2 and territory = $3 and filters = $4
