-- What people say of their mood themselves.
CREATE TABLE mood_check_ins (
    position   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    valence    smallint    NOT NULL CHECK (valence BETWEEN -4 AND 4),
    arousal    smallint    NOT NULL CHECK (arousal BETWEEN -4 AND 4),
    note       text,
    created_at timestamptz NOT NULL
);
CREATE INDEX mood_check_ins_of_user ON mood_check_ins (user_id, created_at, position);

ALTER TABLE mood_check_ins ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON mood_check_ins TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON mood_check_ins TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON mood_check_ins TO bondhu_app, bondhu_worker;
