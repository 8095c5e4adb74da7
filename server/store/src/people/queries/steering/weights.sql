select s.component as key, s.weight as value, a.name, s.set_at
from score_weight s
join account a on a.id = s.account_id
