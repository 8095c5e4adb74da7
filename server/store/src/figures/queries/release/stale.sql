select measure, year from release_stale where run_id <= $1 order by measure, year
