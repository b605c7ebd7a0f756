-- The mood of each civil day, made from the scored messages of that day.
CREATE TABLE mood_days (
    user_id       TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    date          TEXT    NOT NULL,
    mean          REAL    NOT NULL CHECK (mean BETWEEN 0 AND 1),
    sd            REAL,
    n             INTEGER NOT NULL CHECK (n >= 1),
    dominant_mood TEXT    NOT NULL,
    PRIMARY KEY (user_id, date)
) STRICT, WITHOUT ROWID;
