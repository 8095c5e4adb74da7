select series_id, period, sum, count, sketch
from public_cell
where measure = $1 and level = $2 and ($3 = '' or territory = $3)
  and ($4 = '' or category_1 = $4) and ($5 = '' or category_2 = $5) and ($6 = '' or category_3 = $6)
  and grain = $7 and period between $8 and $9
