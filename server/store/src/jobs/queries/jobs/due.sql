select 1 from job where (state = 0 and due_at <= $1) or (state = 1 and lease_until < $1) limit 1
