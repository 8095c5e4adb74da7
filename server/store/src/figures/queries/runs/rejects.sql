select line, field, reason, kept from rejected_row where run_id = $1 order by line limit $2
