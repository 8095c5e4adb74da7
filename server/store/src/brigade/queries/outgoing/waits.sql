update conversation set state = 0, waits_since = $2, closed_at = null, over_at = null,
    account_id = case when state = 2 then null else account_id end
where id = $1 and state in (1, 2) and channel not in ('chat', 'form')
