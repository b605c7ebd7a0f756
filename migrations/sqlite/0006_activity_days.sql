-- The civil days (YYYY-MM-DD) on which a person was active, dated when the activity was stored.
CREATE TABLE activity_days (
    user_id  TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    date     TEXT    NOT NULL,
    zone     TEXT    NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    count    INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (user_id, date)
) STRICT, WITHOUT ROWID;
