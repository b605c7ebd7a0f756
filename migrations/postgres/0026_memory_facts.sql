-- What people told about themselves. None exists without the message that said it.
CREATE TABLE memory_facts (
    user_id    uuid             NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id         uuid             NOT NULL,
    subject    text             COLLATE "C" NOT NULL,
    slot       text             COLLATE "C" NOT NULL,
    value      text             NOT NULL,
    on_date    date,
    valid_from timestamptz      NOT NULL,
    valid_to   timestamptz,
    source     uuid             NOT NULL,
    said_at    timestamptz      NOT NULL,
    confidence double precision NOT NULL,
    edited_at  timestamptz,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id, source) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
);

-- Deleting a message asks for its facts.
CREATE INDEX memory_facts_source ON memory_facts (user_id, source);

ALTER TABLE memory_facts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON memory_facts TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON memory_facts TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON memory_facts TO bondhu_app, bondhu_worker;
