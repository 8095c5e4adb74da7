select number, hash from audit where area = $1 order by number desc limit 1
