insert into run (source, file_name, checksum, simulated, started_at, duration_ms, rows_read, accepted, rejected, unchanged, warnings)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
returning id
