-- Visits. `activities` is of bounded size; `last_seen` is derived from it, for the sweep of idle sessions.
CREATE TABLE user_sessions (
    id                     uuid        NOT NULL PRIMARY KEY,
    user_id                uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_start          timestamptz NOT NULL,
    session_end            timestamptz,
    ended_by               text        CHECK (ended_by IN ('left', 'idle')),
    activities             jsonb       NOT NULL,
    last_seen              timestamptz NOT NULL,
    total_duration_minutes bigint      CHECK (total_duration_minutes >= 0),
    created_at             timestamptz NOT NULL,
    CHECK ((session_end IS NULL) = (ended_by IS NULL)),
    CHECK ((session_end IS NULL) = (total_duration_minutes IS NULL))
);

-- Newest first when read backwards, and what messages refer to: a session together with its owner.
CREATE UNIQUE INDEX user_sessions_newest ON user_sessions (user_id, id);
-- At most one open session of a person.
CREATE UNIQUE INDEX user_sessions_open ON user_sessions (user_id) WHERE session_end IS NULL;
CREATE INDEX user_sessions_idle ON user_sessions (last_seen, id) WHERE session_end IS NULL;

ALTER TABLE user_sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON user_sessions TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON user_sessions TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON user_sessions TO bondhu_app, bondhu_worker;
