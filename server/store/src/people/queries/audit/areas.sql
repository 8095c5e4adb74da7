select distinct area from audit order by area
