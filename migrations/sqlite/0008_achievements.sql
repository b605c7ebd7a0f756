-- What a person has unlocked. `position` keeps the order of what was unlocked at the same instant.
CREATE TABLE achievements (
    position    INTEGER PRIMARY KEY,
    user_id     TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement TEXT    NOT NULL,
    unlocked_at INTEGER NOT NULL,
    UNIQUE (user_id, achievement)
) STRICT;

CREATE INDEX achievements_in_order ON achievements (user_id, unlocked_at, position);
