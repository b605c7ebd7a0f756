-- When a message gave reason for care and when somebody was asked how they are. No text.
CREATE TABLE safety_events (
    position   INTEGER PRIMARY KEY,
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The message, or null for a check-in.
    message_id TEXT    REFERENCES chat_messages (id) ON DELETE CASCADE,
    tier       INTEGER CHECK (tier BETWEEN 0 AND 3),
    -- Names, separated by spaces.
    flags      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    CHECK ((message_id IS NULL) = (tier IS NULL))
) STRICT;
CREATE INDEX safety_events_of_user ON safety_events (user_id, created_at);
CREATE UNIQUE INDEX safety_events_of_message ON safety_events (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX safety_events_by_time ON safety_events (created_at);
