-- What is known of how a person is: the newest insight into their last day.
CREATE TABLE profiles (
    user_id              uuid             NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    avg_sentiment_24h    double precision NOT NULL CHECK (avg_sentiment_24h BETWEEN 0 AND 1),
    sentiment_volatility double precision NOT NULL CHECK (sentiment_volatility >= 0),
    dominant_mood        text             NOT NULL,
    message_count_24h    bigint           NOT NULL,
    trend                text             NOT NULL CHECK (trend IN ('improving', 'declining', 'stable')),
    needs_support        boolean          NOT NULL,
    communication_style  text             NOT NULL,
    emotional_stability  text             NOT NULL,
    at_message           bigint           NOT NULL,
    analyzed_at          timestamptz      NOT NULL
);

ALTER TABLE profiles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON profiles TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON profiles TO bondhu_app, bondhu_worker;
