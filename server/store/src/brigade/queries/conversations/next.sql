select id from conversation where state = 0 and account_id is null
order by is_urgent desc, waits_since, id
limit 1
