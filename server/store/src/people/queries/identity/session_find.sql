select a.id, a.name, a.role, a.scope, s.acr, s.opened_at, s.seen_at
from session s
join account a on a.id = s.account_id
where s.token = $1 and a.closed_at is null
