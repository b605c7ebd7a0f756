-- Everything that moved a person's profile. Rows are only added; the profile is their replay.
CREATE TABLE personality_ledger (
    id              uuid             NOT NULL PRIMARY KEY,
    user_id         uuid             NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    written_at      timestamptz      NOT NULL,
    trait           text             NOT NULL,
    source          text             COLLATE "C" NOT NULL
                    CHECK (source IN ('questionnaire', 'text', 'music', 'games', 'video', 'undo')),
    x               double precision,
    r               double precision,
    weight          double precision,
    gain            double precision NOT NULL,
    before_theta    double precision NOT NULL,
    before_variance double precision NOT NULL,
    after_theta     double precision NOT NULL,
    after_variance  double precision NOT NULL,
    caused_by       uuid             NOT NULL,
    CHECK ((source = 'undo') = (x IS NULL) AND (x IS NULL) = (r IS NULL) AND (x IS NULL) = (weight IS NULL)),
    -- What was seen once counts once, and is undone once.
    UNIQUE (user_id, source, caused_by, trait)
);
CREATE INDEX personality_ledger_of_user ON personality_ledger (user_id, id);

ALTER TABLE personality_ledger ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON personality_ledger TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON personality_ledger TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON personality_ledger TO bondhu_app, bondhu_worker;
