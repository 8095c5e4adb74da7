delete from login_used where at < $1
