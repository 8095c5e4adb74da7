update conversation set resume_code = $2, resume_until = $3 where id = $1
