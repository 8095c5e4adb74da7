delete from job where (state in (2, 4) and ended_at < $1) or (state = 3 and ended_at < $2)
