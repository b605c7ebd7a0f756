-- A person's emoji on messages of their own chat. `position` keeps apart what was put on at the same instant.
CREATE TABLE message_reactions (
    position   INTEGER PRIMARY KEY,
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id TEXT    NOT NULL,
    emoji      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (message_id, emoji),
    FOREIGN KEY (user_id, message_id) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX message_reactions_in_order ON message_reactions (user_id, message_id, created_at, position);
