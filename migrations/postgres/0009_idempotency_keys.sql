-- What came of requests that may be repeated with the same key.
CREATE TABLE idempotency_keys (
    user_id     uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key         text        COLLATE "C" NOT NULL,
    fingerprint bytea       NOT NULL CHECK (length(fingerprint) = 32),
    message_id  uuid,
    status      integer,
    body        bytea,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (user_id, key),
    CHECK ((status IS NULL) = (body IS NULL)),
    CHECK (message_id IS NULL OR status IS NULL)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON idempotency_keys TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON idempotency_keys TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO bondhu_app, bondhu_worker;
