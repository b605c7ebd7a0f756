-- What a person has unlocked. `position` keeps the order of what was unlocked at the same instant.
CREATE TABLE achievements (
    position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement text        COLLATE "C" NOT NULL,
    unlocked_at timestamptz NOT NULL,
    UNIQUE (user_id, achievement)
);

CREATE INDEX achievements_in_order ON achievements (user_id, unlocked_at, position);

ALTER TABLE achievements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON achievements TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON achievements TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON achievements TO bondhu_app, bondhu_worker;
