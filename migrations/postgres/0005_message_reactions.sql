-- A person's emoji on messages of their own chat. `position` keeps apart what was put on at the same instant.
CREATE TABLE message_reactions (
    position   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id uuid        NOT NULL,
    emoji      text        COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (message_id, emoji),
    FOREIGN KEY (user_id, message_id) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
);

CREATE INDEX message_reactions_in_order ON message_reactions (user_id, message_id, created_at, position);

ALTER TABLE message_reactions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON message_reactions TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON message_reactions TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON message_reactions TO bondhu_app, bondhu_worker;
