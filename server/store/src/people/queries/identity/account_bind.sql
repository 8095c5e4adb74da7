-- The account that waits for this address, as long as it waits.
update account set subject = $2, name = $3, waits_until = null where subject = $1 and waits_until >= $4 and closed_at is null
returning id
