-- Finding messages by their words. A row keeps the tokens of one message, each mixed with its person's id and hashed, so
-- that a search walks nobody else's.
--
-- A message that is not searchable was stored before there was an index, and is still to be put into it.
ALTER TABLE chat_messages ADD COLUMN searchable boolean NOT NULL DEFAULT false;
CREATE INDEX chat_messages_unsearched ON chat_messages (id) WHERE NOT searchable;

CREATE TABLE chat_search (
    user_id    uuid     NOT NULL,
    message_id uuid     NOT NULL,
    tokens     tsvector NOT NULL,
    PRIMARY KEY (user_id, message_id),
    FOREIGN KEY (user_id, message_id) REFERENCES chat_messages (user_id, id) ON DELETE CASCADE
);

-- What is not yet merged into the index is read by every search.
CREATE INDEX chat_search_tokens ON chat_search USING gin (tokens) WITH (gin_pending_list_limit = 256);

-- What the unit of work searches for. NULL without the setting, and nothing matches NULL.
CREATE FUNCTION app_search() RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.search', true), '')::tsquery;

ALTER TABLE chat_search ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- The search is part of the policy: the server may use an index for what a policy says and not for what a statement adds,
-- since the operator could tell of rows that the policy hides.
CREATE POLICY own ON chat_search TO bondhu_app
    USING (user_id = (SELECT app_user_id()) AND tokens @@ (SELECT app_search()))
    WITH CHECK (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON chat_search TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_search TO bondhu_app, bondhu_worker;
