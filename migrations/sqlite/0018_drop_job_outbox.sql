-- Work waits in the queue now. What the outbox held, dropping what caches know of deleted people, is void: those caches
-- were in the process that has ended.
DROP TABLE job_outbox;
