-- What people say of their mood themselves.
CREATE TABLE mood_check_ins (
    position   INTEGER PRIMARY KEY,
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    valence    INTEGER NOT NULL CHECK (valence BETWEEN -4 AND 4),
    arousal    INTEGER NOT NULL CHECK (arousal BETWEEN -4 AND 4),
    note       TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mood_check_ins_of_user ON mood_check_ins (user_id, created_at);
