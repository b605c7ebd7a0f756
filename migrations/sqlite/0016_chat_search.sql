-- Finding messages by their words. The index keeps tokens only, each with its person's mark before it, so that a search
-- walks nobody else's; its rows are numbered by the time of the message, so that the newest come first.
--
-- A message without a number was stored before there was an index, and is still to be put into it.
ALTER TABLE chat_messages ADD COLUMN search_number INTEGER;

CREATE UNIQUE INDEX chat_messages_searched ON chat_messages (search_number) WHERE search_number IS NOT NULL;
CREATE INDEX chat_messages_unsearched ON chat_messages (id) WHERE search_number IS NULL;

CREATE VIRTUAL TABLE chat_search USING fts5 (
    tokens,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = 'ascii'
);

CREATE TRIGGER chat_search_forget AFTER DELETE ON chat_messages WHEN OLD.search_number IS NOT NULL
BEGIN
    DELETE FROM chat_search WHERE rowid = OLD.search_number;
END;
