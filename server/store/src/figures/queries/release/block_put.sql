insert into release_block (measure, year, release_id, content) values ($1, $2, $3, $4)
on conflict (measure, year) do update set release_id = excluded.release_id, content = excluded.content
