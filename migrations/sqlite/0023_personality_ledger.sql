-- Everything that moved a person's profile. Rows are only added; the profile is their replay.
CREATE TABLE personality_ledger (
    id              TEXT    NOT NULL PRIMARY KEY,
    user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    written_at      INTEGER NOT NULL,
    trait           TEXT    NOT NULL,
    source          TEXT    NOT NULL
                    CHECK (source IN ('questionnaire', 'text', 'music', 'games', 'video', 'undo')),
    x               REAL,
    r               REAL,
    weight          REAL,
    gain            REAL    NOT NULL,
    before_theta    REAL    NOT NULL,
    before_variance REAL    NOT NULL,
    after_theta     REAL    NOT NULL,
    after_variance  REAL    NOT NULL,
    caused_by       TEXT    NOT NULL,
    CHECK ((source = 'undo') = (x IS NULL) AND (x IS NULL) = (r IS NULL) AND (x IS NULL) = (weight IS NULL)),
    -- What was seen once counts once, and is undone once.
    UNIQUE (user_id, source, caused_by, trait)
) STRICT, WITHOUT ROWID;
CREATE INDEX personality_ledger_of_user ON personality_ledger (user_id, id);
