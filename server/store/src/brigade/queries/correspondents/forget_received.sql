delete from received where at < $1
