-- Both sides of the chats. A message belongs to a session, and answers a message, of the same person.
CREATE TABLE chat_messages (
    id                      TEXT    NOT NULL PRIMARY KEY,
    user_id                 TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id              TEXT    NOT NULL,
    sender_type             TEXT    NOT NULL CHECK (sender_type IN ('user', 'ai')),
    message_text            TEXT    NOT NULL,
    mood_detected           TEXT,
    sentiment_score         REAL    CHECK (sentiment_score BETWEEN 0 AND 1),
    has_personality_context INTEGER NOT NULL CHECK (has_personality_context IN (0, 1)),
    safety_tier             INTEGER NOT NULL CHECK (safety_tier BETWEEN 0 AND 3),
    off_the_record          INTEGER NOT NULL CHECK (off_the_record IN (0, 1)),
    in_reply_to             TEXT    UNIQUE,
    provider                TEXT,
    model                   TEXT,
    degraded                INTEGER CHECK (degraded IN (0, 1)),
    created_at              INTEGER NOT NULL,
    FOREIGN KEY (user_id, session_id) REFERENCES user_sessions (user_id, id) ON DELETE CASCADE,
    FOREIGN KEY (user_id, in_reply_to) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE,
    CHECK ((provider IS NULL) = (model IS NULL) AND (provider IS NULL) = (degraded IS NULL))
) STRICT;

-- Newest first, and what replies and reactions refer to: a message together with its owner.
CREATE UNIQUE INDEX chat_messages_newest ON chat_messages (user_id, id DESC);
CREATE INDEX chat_messages_of_session ON chat_messages (user_id, session_id, id DESC);
-- For counting what a person wrote since an instant.
CREATE INDEX chat_messages_written ON chat_messages (user_id, created_at) WHERE sender_type = 'user';
