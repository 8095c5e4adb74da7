select id, question, answer, keywords, theme, source from knowledge_entry order by id
