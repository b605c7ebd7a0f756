-- What days and weeks of a person's chat were about.
CREATE TABLE chat_summaries (
    user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    period        text        COLLATE "C" NOT NULL CHECK (period IN ('day', 'week')),
    starts_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    text          text        NOT NULL,
    message_count bigint      NOT NULL,
    topics        jsonb       NOT NULL,
    mood          text,
    PRIMARY KEY (user_id, period, starts_at)
);

ALTER TABLE chat_summaries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON chat_summaries TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON chat_summaries TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_summaries TO bondhu_app, bondhu_worker;
