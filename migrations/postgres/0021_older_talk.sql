-- One summary for each person of all their talk but the newest, up to a message.
CREATE TABLE older_talk (
    user_id       uuid   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    text          text   NOT NULL,
    message_count bigint NOT NULL,
    through       uuid   NOT NULL,
    FOREIGN KEY (user_id, through) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
);

ALTER TABLE older_talk ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON older_talk TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON older_talk TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON older_talk TO bondhu_app, bondhu_worker;
