select 1 from job
where ((state = 0 and due_at <= $1) or (state = 1 and lease_until < $1 and attempts < most_attempts))
    and $2 like '%,' || kind || ',%'
limit 1
