-- What came of requests that may be repeated with the same key.
CREATE TABLE idempotency_keys (
    user_id     TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    message_id  TEXT,
    status      INTEGER,
    body        BLOB,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, key),
    CHECK ((status IS NULL) = (body IS NULL)),
    CHECK (message_id IS NULL OR status IS NULL)
) STRICT;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
