-- Follow-up work, written in the transaction that makes it necessary. It may outlive the person it is about.
CREATE TABLE job_outbox (
    id         uuid        NOT NULL PRIMARY KEY,
    work       jsonb       NOT NULL,
    unique_key text        COLLATE "C" UNIQUE,
    run_at     timestamptz NOT NULL
);

CREATE INDEX job_outbox_due ON job_outbox (run_at, id);

-- A person's unit of work may add work, and see none: it may be about anybody.
ALTER TABLE job_outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY adding ON job_outbox FOR INSERT TO bondhu_app WITH CHECK (true);
CREATE POLICY everyone ON job_outbox TO bondhu_worker USING (true);
GRANT SELECT, INSERT ON job_outbox TO bondhu_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON job_outbox TO bondhu_worker;
