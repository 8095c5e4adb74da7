delete from login where started_at < $1
