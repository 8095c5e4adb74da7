update job set state = 0, attempts = 0, due_at = $2, ended_at = null, holder = null
where id = $1 and state = 3 and not exists (
	select 1 from job other
	where other.kind = job.kind and other.unique_key = job.unique_key and other.state in (0, 1)
)
