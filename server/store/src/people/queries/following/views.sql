select v.id, v.title, v.query, v.shared, v.account_id, a.name
from saved_view v
join account a on a.id = v.account_id
where v.account_id = $1 or (v.shared and a.closed_at is null)
order by v.id desc
