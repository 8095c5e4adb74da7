select count(*) from conversation where state = 0
