select id, area, case when number = 0 then id else number end as line, at, account_id, operation, object, outcome, hash
from audit
order by id desc
limit $1
