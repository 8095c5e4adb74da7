-- What is known of each source that was loaded: instead of reading its runs again and again.
create table source_state (
    source text not null primary key,
    -- Its last run.
    run_id bigint not null references run (id),
    -- Grows whenever its figures may have changed: what was computed from them is known by it.
    changes bigint not null,
    -- Rows that changed a figure, over all its runs.
    changed_rows bigint not null,
    -- Some of its rows were simulated; some were not.
    simulated boolean not null,
    measured boolean not null
);
insert into source_state (source, run_id, changes, changed_rows, simulated, measured)
select source, max(id), count(*), sum(accepted - unchanged), max(simulated), max(not simulated)
from run
group by source;
