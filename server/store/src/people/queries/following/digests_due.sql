select d.account_id, d.address, a.name, a.role, a.scope
from digest d
join account a on a.id = d.account_id
where d.last_week < $1 and d.confirmed_at is not null and a.closed_at is null
order by d.account_id
