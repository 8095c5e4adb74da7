select indicator, territory, filters
from followed
where account_id = $1
order by since
