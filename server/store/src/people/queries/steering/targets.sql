select t.indicator as key, t.value, a.name, t.set_at
from target t
join account a on a.id = t.account_id
