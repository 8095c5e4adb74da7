delete from release_stale where run_id <= $1
