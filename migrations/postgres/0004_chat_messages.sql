-- Both sides of the chats. A message belongs to a session, and answers a message, of the same person.
CREATE TABLE chat_messages (
    id                      uuid        NOT NULL PRIMARY KEY,
    user_id                 uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id              uuid        NOT NULL,
    sender_type             text        NOT NULL CHECK (sender_type IN ('user', 'ai')),
    message_text            text        NOT NULL,
    mood_detected           text,
    sentiment_score         numeric(3, 2) CHECK (sentiment_score BETWEEN 0 AND 1),
    has_personality_context boolean     NOT NULL,
    safety_tier             smallint    NOT NULL CHECK (safety_tier BETWEEN 0 AND 3),
    off_the_record          boolean     NOT NULL,
    in_reply_to             uuid        UNIQUE,
    provider                text,
    model                   text,
    degraded                boolean,
    created_at              timestamptz NOT NULL,
    -- Newest first when read backwards, and what replies and reactions refer to: a message together with its owner.
    CONSTRAINT chat_messages_newest UNIQUE (user_id, id),
    FOREIGN KEY (user_id, session_id) REFERENCES user_sessions (user_id, id) ON DELETE CASCADE,
    FOREIGN KEY (user_id, in_reply_to) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE,
    CHECK ((provider IS NULL) = (model IS NULL) AND (provider IS NULL) = (degraded IS NULL))
);

CREATE INDEX chat_messages_of_session ON chat_messages (user_id, session_id, id);
-- For counting what a person wrote since an instant.
CREATE INDEX chat_messages_written ON chat_messages (user_id, created_at) WHERE sender_type = 'user';

ALTER TABLE chat_messages ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON chat_messages TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON chat_messages TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_messages TO bondhu_app, bondhu_worker;
