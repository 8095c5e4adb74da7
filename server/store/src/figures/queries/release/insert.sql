insert into release (version, threshold, decided_at, duration_ms, small_cells, withheld_cells, programmes, failure)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id
