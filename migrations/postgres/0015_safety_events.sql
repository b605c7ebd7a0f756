-- When a message gave reason for care and when somebody was asked how they are. No text.
CREATE TABLE safety_events (
    position   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The message, or null for a check-in.
    message_id uuid        REFERENCES chat_messages (id) ON DELETE CASCADE,
    tier       smallint    CHECK (tier BETWEEN 0 AND 3),
    -- Names, separated by spaces.
    flags      text        NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((message_id IS NULL) = (tier IS NULL))
);
CREATE INDEX safety_events_of_user ON safety_events (user_id, created_at, position);
CREATE UNIQUE INDEX safety_events_of_message ON safety_events (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX safety_events_by_time ON safety_events (created_at);

ALTER TABLE safety_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON safety_events TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON safety_events TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON safety_events TO bondhu_app, bondhu_worker;
