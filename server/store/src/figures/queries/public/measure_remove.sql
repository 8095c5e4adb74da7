delete from public_measure where measure = $1
