-- Takings of the personality questionnaire, each kept as it was answered.
CREATE TABLE assessments (
    id               TEXT    NOT NULL PRIMARY KEY,
    user_id          TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    taken_at         INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    norm             TEXT    NOT NULL CHECK (norm IN ('general', 'india')),
    answers          TEXT    NOT NULL,
    duration_seconds INTEGER CHECK (duration_seconds >= 0),
    confirmed        INTEGER NOT NULL CHECK (confirmed IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX assessments_of_user ON assessments (user_id, id);
