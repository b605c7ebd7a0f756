-- A person's running totals. `chat_messages` counts the messages of both sides and is kept by the statement that adds one.
CREATE TABLE user_activity_stats (
    user_id       TEXT    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    chat_messages INTEGER NOT NULL DEFAULT 0 CHECK (chat_messages >= 0),
    sessions      INTEGER NOT NULL DEFAULT 0 CHECK (sessions >= 0),
    messages      INTEGER NOT NULL DEFAULT 0 CHECK (messages >= 0),
    games         INTEGER NOT NULL DEFAULT 0 CHECK (games >= 0),
    videos        INTEGER NOT NULL DEFAULT 0 CHECK (videos >= 0),
    songs         INTEGER NOT NULL DEFAULT 0 CHECK (songs >= 0)
) STRICT, WITHOUT ROWID;
