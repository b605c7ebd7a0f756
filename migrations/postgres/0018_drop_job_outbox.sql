-- Work waits in the queue now. What the outbox held, dropping what caches know of deleted people, is void: those caches
-- were told when the people went, and forget in any case.
DROP TABLE job_outbox;
