insert into motif_category (parent, motif, category) values ($1, $2, $3)
on conflict (parent, motif) do update set category = excluded.category
