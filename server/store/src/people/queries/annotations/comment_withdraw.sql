update annotation_comment set withdrawn_at = $3 where id = $1 and account_id = $2 and withdrawn_at is null
