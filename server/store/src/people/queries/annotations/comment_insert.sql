insert into annotation_comment (annotation_id, body, account_id, created_at)
values ($1, $2, $3, $4)
