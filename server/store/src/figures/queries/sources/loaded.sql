insert into source_state (source, run_id, changes, changed_rows, simulated, measured)
values ($1, $2, 1, $3, $4, $5)
on conflict (source) do update set
    run_id = excluded.run_id,
    changes = source_state.changes + 1,
    changed_rows = source_state.changed_rows + excluded.changed_rows,
    simulated = source_state.simulated or excluded.simulated,
    measured = source_state.measured or excluded.measured
