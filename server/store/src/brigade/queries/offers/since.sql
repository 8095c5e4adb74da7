select arm, cast(sum(begun) as bigint) as begun, cast(sum(sent) as bigint) as sent from offer where day >= $1 group by arm order by arm
