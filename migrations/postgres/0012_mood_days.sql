-- The mood of each civil day, made from the scored messages of that day.
CREATE TABLE mood_days (
    user_id       uuid             NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    date          date             NOT NULL,
    mean          double precision NOT NULL CHECK (mean BETWEEN 0 AND 1),
    sd            double precision,
    n             bigint           NOT NULL CHECK (n >= 1),
    dominant_mood text             NOT NULL,
    PRIMARY KEY (user_id, date)
);

ALTER TABLE mood_days ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON mood_days TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON mood_days TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON mood_days TO bondhu_app, bondhu_worker;
