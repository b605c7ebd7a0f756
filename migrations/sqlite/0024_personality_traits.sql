-- What is known of each trait as of its last day with evidence: the replay of the ledger, kept so that it need not be read.
CREATE TABLE personality_traits (
    user_id  TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    trait    TEXT    NOT NULL,
    theta    REAL    NOT NULL,
    variance REAL    NOT NULL,
    baseline REAL    NOT NULL,
    lean     REAL    NOT NULL,
    lean_day INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    PRIMARY KEY (user_id, trait)
) STRICT, WITHOUT ROWID;
