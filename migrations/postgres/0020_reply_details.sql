-- What a reply was based on, as a list of references, and whether it broke off. Null in older rows: nothing, and no.
ALTER TABLE chat_messages ADD COLUMN context jsonb;
ALTER TABLE chat_messages ADD COLUMN cut boolean;
