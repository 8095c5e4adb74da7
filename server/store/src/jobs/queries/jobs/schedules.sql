select name, next_at from schedule order by next_at, name
