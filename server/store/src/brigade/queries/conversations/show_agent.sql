update conversation set agent_shown = $2 where id = $1 and agent_shown < $2 and last_seq >= $2
