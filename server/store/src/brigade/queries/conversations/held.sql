select id, public_id, channel, language, sealed_key, state, is_urgent, account_id, last_seq, opened_at, last_at, waits_since, closed_at,
    over_at, resume_until, citizen_shown, agent_shown
from conversation where state in (0, 1) and account_id = $1 and last_seq > 0
order by state, last_at desc
limit $2
