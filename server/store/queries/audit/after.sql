select id, at, account_id, operation, object, outcome, hash from audit where id > $1 order by id limit $2
