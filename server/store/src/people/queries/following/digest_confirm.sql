update digest set confirmed_at = $3 where account_id = $1 and address = $2 and confirmed_at is null
