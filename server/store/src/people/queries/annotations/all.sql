select n.id, n.indicator, n.territory, n.filters, n.day, n.body, n.audience, n.account_id, a.name, n.scope, n.created_at
from annotation n
join account a on a.id = n.account_id
where n.withdrawn_at is null
order by n.day desc, n.id desc
