-- Takings of the personality questionnaire, each kept as it was answered.
CREATE TABLE assessments (
    id               uuid        NOT NULL PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    taken_at         timestamptz NOT NULL,
    version          bigint      NOT NULL,
    norm             text        NOT NULL CHECK (norm IN ('general', 'india')),
    answers          jsonb       NOT NULL,
    duration_seconds bigint      CHECK (duration_seconds >= 0),
    confirmed        boolean     NOT NULL
);
CREATE INDEX assessments_of_user ON assessments (user_id, id);

ALTER TABLE assessments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON assessments TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON assessments TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON assessments TO bondhu_app, bondhu_worker;
