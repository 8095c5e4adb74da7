select id, name from account
