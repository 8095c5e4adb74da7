select first_period, last_period from public_coverage where measure = $1
