delete from ended_contact where reference = $1
