select first_period, last_period from coverage where measure = $1
