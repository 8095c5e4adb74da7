insert into knowledge_entry (id, question, answer, keywords, theme, source) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update set question = excluded.question, answer = excluded.answer, keywords = excluded.keywords,
    theme = excluded.theme, source = excluded.source
