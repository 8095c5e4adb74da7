update account set role = $2, scope = $3 where id = $1
