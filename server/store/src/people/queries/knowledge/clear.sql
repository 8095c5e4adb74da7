delete from knowledge_entry
