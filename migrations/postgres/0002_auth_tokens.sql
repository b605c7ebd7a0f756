-- Sign-ins. Only the SHA-256 of a token is kept.
CREATE TABLE auth_tokens (
    hash       bytea       NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX auth_tokens_of_user ON auth_tokens (user_id);
CREATE INDEX auth_tokens_by_expiry ON auth_tokens (expires_at);

ALTER TABLE auth_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON auth_tokens TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON auth_tokens TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth_tokens TO bondhu_app, bondhu_worker;
