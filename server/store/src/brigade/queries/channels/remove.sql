delete from channel where name = $1
