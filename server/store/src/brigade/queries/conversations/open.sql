insert into conversation (public_id, channel, language, sealed_key, state, is_urgent, last_seq, opened_at, last_at)
values ($1, $2, $3, $4, 1, 0, 0, $5, $5)
on conflict (public_id) do nothing
