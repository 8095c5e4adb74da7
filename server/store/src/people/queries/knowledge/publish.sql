insert into knowledge_edition (only_one, number, at) values (1, 1, $1)
on conflict (only_one) do update set number = knowledge_edition.number + 1, at = excluded.at
