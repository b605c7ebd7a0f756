-- Background work as people and operators see it. The queue's engine keeps its own row of each task in "Jobs", under the
-- id `job_id`; both are written in one transaction. Where a task stands is read from the engine's row.
CREATE TABLE tasks (
    id              TEXT    NOT NULL PRIMARY KEY,
    job_id          TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    queue           TEXT    NOT NULL,
    user_id         TEXT    REFERENCES users (id) ON DELETE CASCADE,
    unique_key      TEXT    UNIQUE,
    key_until_begun INTEGER NOT NULL CHECK (key_until_begun IN (0, 1)),
    failures        INTEGER NOT NULL DEFAULT 0,
    progress_done   INTEGER NOT NULL DEFAULT 0,
    progress_total  INTEGER,
    progress_note   TEXT,
    error           TEXT,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX tasks_of_user ON tasks (user_id) WHERE user_id IS NOT NULL;

-- A task that goes, for example with its person, takes the engine's row along.
CREATE TRIGGER tasks_take_jobs_along AFTER DELETE ON tasks
BEGIN
    DELETE FROM Jobs WHERE id = OLD.job_id;
END;
