-- Follow-up work (JSON), written in the transaction that makes it necessary. It may outlive the person it is about.
CREATE TABLE job_outbox (
    id         TEXT    NOT NULL PRIMARY KEY,
    work       TEXT    NOT NULL,
    unique_key TEXT    UNIQUE,
    run_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX job_outbox_due ON job_outbox (run_at, id);
