-- A person's running totals. `chat_messages` counts the messages of both sides and is kept by the statement that adds one.
CREATE TABLE user_activity_stats (
    user_id       uuid   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    chat_messages bigint NOT NULL DEFAULT 0 CHECK (chat_messages >= 0),
    sessions      bigint NOT NULL DEFAULT 0 CHECK (sessions >= 0),
    messages      bigint NOT NULL DEFAULT 0 CHECK (messages >= 0),
    games         bigint NOT NULL DEFAULT 0 CHECK (games >= 0),
    videos        bigint NOT NULL DEFAULT 0 CHECK (videos >= 0),
    songs         bigint NOT NULL DEFAULT 0 CHECK (songs >= 0)
);

ALTER TABLE user_activity_stats ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON user_activity_stats TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON user_activity_stats TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON user_activity_stats TO bondhu_app, bondhu_worker;
