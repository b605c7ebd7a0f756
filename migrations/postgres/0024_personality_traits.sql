-- What is known of each trait as of its last day with evidence: the replay of the ledger, kept so that it need not be read.
CREATE TABLE personality_traits (
    user_id  uuid             NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    trait    text             COLLATE "C" NOT NULL,
    theta    double precision NOT NULL,
    variance double precision NOT NULL,
    baseline double precision NOT NULL,
    lean     double precision NOT NULL,
    lean_day bigint           NOT NULL,
    day      bigint           NOT NULL,
    PRIMARY KEY (user_id, trait)
);

ALTER TABLE personality_traits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON personality_traits TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON personality_traits TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON personality_traits TO bondhu_app, bondhu_worker;
