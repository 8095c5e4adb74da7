select measure, year, release_id, content
from release_block
where release_id > $1
order by measure, year
