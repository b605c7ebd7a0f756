-- Visits. `activities` is JSON of bounded size; `last_seen` is derived from it, for the sweep of idle sessions.
CREATE TABLE user_sessions (
    id                     TEXT    NOT NULL PRIMARY KEY,
    user_id                TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_start          INTEGER NOT NULL,
    session_end            INTEGER,
    ended_by               TEXT    CHECK (ended_by IN ('left', 'idle')),
    activities             TEXT    NOT NULL,
    last_seen              INTEGER NOT NULL,
    total_duration_minutes INTEGER CHECK (total_duration_minutes >= 0),
    created_at             INTEGER NOT NULL,
    CHECK ((session_end IS NULL) = (ended_by IS NULL)),
    CHECK ((session_end IS NULL) = (total_duration_minutes IS NULL))
) STRICT;

-- Newest first, and what messages refer to: a session together with its owner.
CREATE UNIQUE INDEX user_sessions_newest ON user_sessions (user_id, id DESC);
-- At most one open session of a person.
CREATE UNIQUE INDEX user_sessions_open ON user_sessions (user_id) WHERE session_end IS NULL;
CREATE INDEX user_sessions_idle ON user_sessions (last_seen, id) WHERE session_end IS NULL;
