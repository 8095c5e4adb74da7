-- A load of an older program that runs is waited for.
select pg_advisory_xact_lock(20180227);
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
select source, max(id), count(*), sum(accepted - unchanged), bool_or(simulated), bool_or(not simulated)
from run
group by source;
