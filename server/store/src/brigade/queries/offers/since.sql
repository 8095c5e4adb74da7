select arm, cast(sum(begun) as bigint) as begun, cast(sum(sent) as bigint) as sent from offer where day >= $1 and day < $2 group by arm order by arm
