-- Background work as people and operators see it. The queue's engine keeps its own row of each task in `apalis.jobs`,
-- under the id `job_id`; both are written in one transaction. Where a task stands is read from the engine's row.
CREATE TABLE tasks (
    id              uuid        NOT NULL PRIMARY KEY,
    job_id          text        COLLATE "C" NOT NULL UNIQUE,
    name            text        NOT NULL,
    queue           text        NOT NULL,
    user_id         uuid        REFERENCES users (id) ON DELETE CASCADE,
    unique_key      text        COLLATE "C" UNIQUE,
    key_until_begun boolean     NOT NULL,
    failures        bigint      NOT NULL DEFAULT 0,
    progress_done   bigint      NOT NULL DEFAULT 0,
    progress_total  bigint,
    progress_note   text,
    error           text,
    created_at      timestamptz NOT NULL
);

CREATE INDEX tasks_of_user ON tasks (user_id) WHERE user_id IS NOT NULL;

ALTER TABLE tasks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tasks TO bondhu_app USING (user_id = (SELECT app_user_id()));
CREATE POLICY everyone ON tasks TO bondhu_worker USING (true);
-- A person's unit of work may add work of the program, and not see it: it may be about anybody.
CREATE POLICY adding ON tasks FOR INSERT TO bondhu_app WITH CHECK (user_id IS NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON tasks TO bondhu_app, bondhu_worker;

-- A task that goes, for example with its person, takes the engine's row along.
ALTER TABLE apalis.jobs ADD CONSTRAINT jobs_of_tasks FOREIGN KEY (id) REFERENCES tasks (job_id) ON DELETE CASCADE;

-- A person's unit of work adds to the engine's table and sees nothing of it.
GRANT USAGE ON SCHEMA apalis TO bondhu_app, bondhu_worker;
GRANT INSERT ON apalis.jobs TO bondhu_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON apalis.jobs, apalis.workers TO bondhu_worker;

-- Nobody listens: workers ask. A transaction that notifies would wait at its commit for every other one that does.
DROP TRIGGER notify_workers ON apalis.jobs;

-- A worker says that it lives by the server's clock, but that it begins by its own machine's. Where that one is behind,
-- others would take its jobs from it.
CREATE FUNCTION apalis.begin_by_the_servers_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.last_seen := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER begin_by_the_servers_clock BEFORE INSERT ON apalis.workers
    FOR EACH ROW EXECUTE FUNCTION apalis.begin_by_the_servers_clock();
