-- What days and weeks of a person's chat were about.
CREATE TABLE chat_summaries (
    user_id       TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    period        TEXT    NOT NULL CHECK (period IN ('day', 'week')),
    starts_at     INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    text          TEXT    NOT NULL,
    message_count INTEGER NOT NULL,
    topics        TEXT    NOT NULL,
    mood          TEXT,
    PRIMARY KEY (user_id, period, starts_at)
) STRICT, WITHOUT ROWID;
