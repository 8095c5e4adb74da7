delete from conversation where id = $1 and not (is_urgent = 1 and state in (0, 1))
