select o.series_id, o.period, o.sum, o.count, o.sketch
from series s
join observation o on o.series_id = s.id
where s.measure = $1 and s.level = $2 and ($3 = '' or s.territory = $3)
  and ($4 = '' or s.category_1 = $4) and ($5 = '' or s.category_2 = $5) and ($6 = '' or s.category_3 = $6)
  and o.grain = $7 and o.period between $8 and $9
