-- What people told about themselves. None exists without the message that said it.
CREATE TABLE memory_facts (
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    slot       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    on_date    TEXT,
    valid_from INTEGER NOT NULL,
    valid_to   INTEGER,
    source     TEXT    NOT NULL,
    said_at    INTEGER NOT NULL,
    confidence REAL    NOT NULL,
    edited_at  INTEGER,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id, source) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Deleting a message asks for its facts.
CREATE INDEX memory_facts_source ON memory_facts (user_id, source);
