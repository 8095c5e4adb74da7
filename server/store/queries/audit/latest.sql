select id, at, account_id, operation, object, outcome, hash from audit order by id desc limit $1
