select number from knowledge_edition
