select id, source, file_name, checksum, simulated, started_at, duration_ms, rows_read, accepted, rejected, unchanged, warnings
from run
order by id desc
limit $1
