insert into audit (id, area, number, at, account_id, operation, object, outcome, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
