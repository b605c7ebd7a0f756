-- What a reply was based on, as a list of references, and whether it broke off. Null in older rows: nothing, and no.
ALTER TABLE chat_messages ADD COLUMN context TEXT;
ALTER TABLE chat_messages ADD COLUMN cut INTEGER CHECK (cut IN (0, 1));
