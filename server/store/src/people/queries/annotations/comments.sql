select c.id, c.annotation_id, c.body, c.account_id, a.name, c.created_at
from annotation_comment c
join account a on a.id = c.account_id
where c.withdrawn_at is null
order by c.id
