update conversation set citizen_shown = $2 where id = $1 and citizen_shown < $2 and last_seq >= $2
