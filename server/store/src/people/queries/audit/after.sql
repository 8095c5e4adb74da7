-- Lines of before follow each other by id.
select id, area, case when number = 0 then id else number end as line, at, account_id, operation, object, outcome, hash
from audit
where area = $1 and (case when number = 0 then id else number end) > $2
order by 3
limit $3
