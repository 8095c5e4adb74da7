select r.id, r.source, r.file_name, r.checksum, r.simulated, r.started_at, r.duration_ms, r.rows_read, r.accepted, r.rejected,
    r.unchanged, r.warnings, s.changes, s.changed_rows, s.simulated as some_simulated, s.measured
from source_state s
join run r on r.id = s.run_id
order by r.source
