-- How fast agents answer: counted over the last minutes.
create index message_answered on message (at, conversation_id) where sender = 1;
