select id, level, territory, category_1, category_2, category_3
from series
where measure = $1
order by id
