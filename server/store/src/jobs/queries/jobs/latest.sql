select id, kind, payload, state, due_at, attempts, most_attempts, holder, lease_until, ended_at, error
from job
order by case state when 3 then 0 when 1 then 1 when 0 then 2 else 3 end, coalesce(ended_at, due_at) desc, id desc
limit $1
