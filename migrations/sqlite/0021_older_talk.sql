-- One summary for each person of all their talk but the newest, up to a message.
CREATE TABLE older_talk (
    user_id       TEXT    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    text          TEXT    NOT NULL,
    message_count INTEGER NOT NULL,
    through       TEXT    NOT NULL,
    FOREIGN KEY (user_id, through) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
