select count(*)
from conversation
where state = 0 and account_id is null
    and (is_urgent > $1 or is_urgent = $1 and (waits_since < $2 or waits_since = $2 and id < $3))
