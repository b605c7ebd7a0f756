-- What is known of how a person is: the newest insight into their last day.
CREATE TABLE profiles (
    user_id               TEXT    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    avg_sentiment_24h     REAL    NOT NULL CHECK (avg_sentiment_24h BETWEEN 0 AND 1),
    sentiment_volatility  REAL    NOT NULL CHECK (sentiment_volatility >= 0),
    dominant_mood         TEXT    NOT NULL,
    message_count_24h     INTEGER NOT NULL,
    trend                 TEXT    NOT NULL CHECK (trend IN ('improving', 'declining', 'stable')),
    needs_support         INTEGER NOT NULL CHECK (needs_support IN (0, 1)),
    communication_style   TEXT    NOT NULL,
    emotional_stability   TEXT    NOT NULL,
    at_message            INTEGER NOT NULL,
    analyzed_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
