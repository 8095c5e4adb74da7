select id, version, threshold, decided_at, duration_ms, small_cells, withheld_cells, programmes, failure
from release
where (failure is null) = $1
order by id desc
limit 1
