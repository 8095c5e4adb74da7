insert into channel (name, kind, is_on, sealed_settings) values ($1, $2, 1, $3)
on conflict (name) do update set kind = excluded.kind, is_on = 1, sealed_settings = excluded.sealed_settings,
    came_at = null, left_at = null, refused_at = null, refused_why = null, failed_at = null, failed_why = null
