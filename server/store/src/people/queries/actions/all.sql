select a.id, a.title, a.kind, a.territory, a.indicator, a.from_day, a.until_day, a.expected, a.account_id, p.name, a.created_at
from action a
join account p on p.id = a.account_id
where a.withdrawn_at is null
order by a.from_day desc, a.id desc
