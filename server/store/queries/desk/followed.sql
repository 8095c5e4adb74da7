select indicator, territory
from followed
where account_id = $1
order by since
