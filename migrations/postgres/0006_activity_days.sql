-- The civil days on which a person was active, dated when the activity was stored.
CREATE TABLE activity_days (
    user_id  uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    date     date        NOT NULL,
    zone     text        NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    count    bigint      NOT NULL CHECK (count >= 0),
    PRIMARY KEY (user_id, date)
);

ALTER TABLE activity_days ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON activity_days TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON activity_days TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON activity_days TO bondhu_app, bondhu_worker;
