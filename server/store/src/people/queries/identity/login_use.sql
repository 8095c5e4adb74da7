insert into login_used (state, at) values ($1, $2) on conflict (state) do nothing
