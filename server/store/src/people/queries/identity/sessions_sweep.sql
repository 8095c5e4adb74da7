delete from session where seen_at < $1 or opened_at < $2
