select id, public_id, channel, language, sealed_key, state, is_urgent, account_id, last_seq, opened_at, last_at, waits_since, closed_at,
    over_at, resume_until, citizen_shown, agent_shown
from conversation where state = 0
order by is_urgent desc, waits_since, id
limit $1
