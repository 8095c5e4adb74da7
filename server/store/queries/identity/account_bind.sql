update account set subject = $2, name = $3 where subject = $1
