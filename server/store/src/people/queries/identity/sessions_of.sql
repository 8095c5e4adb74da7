select token, acr, opened_at, seen_at from session where account_id = $1 order by opened_at desc
