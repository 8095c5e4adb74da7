update conversation set resume_code = null, resume_until = null where resume_code = $1 and resume_until > $2 returning public_id
