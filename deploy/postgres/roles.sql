-- Makes the roles, the logins and the database of Bondhu on a PostgreSQL server of version 15 or later. Run it once with psql
-- as a superuser. The passwords come from the variables PEOPLE_PASSWORD, WORK_PASSWORD and BACKUP_PASSWORD, or from files that
-- these names with _FILE say.
--
-- bondhu_app     the role that people's work runs as: row-level security shows it the rows of one person
-- bondhu_worker  the role that the program's own work runs as
-- bondhu_people  the login of database.url, which may take the first role alone
-- bondhu_work    the login of database.worker_url: it may take the second, owns the database and migrates it
-- bondhu_backup  reads everything and changes nothing, for pg_dump
\set ON_ERROR_STOP on
\set people `printf %s "${PEOPLE_PASSWORD:-$(cat "$PEOPLE_PASSWORD_FILE")}"`
\set work `printf %s "${WORK_PASSWORD:-$(cat "$WORK_PASSWORD_FILE")}"`
\set backup `printf %s "${BACKUP_PASSWORD:-$(cat "$BACKUP_PASSWORD_FILE")}"`
SELECT least(length(:'people'), length(:'work'), length(:'backup')) >= 16 AS long_enough \gset
\if :long_enough
\else
  \warn 'PEOPLE_PASSWORD, WORK_PASSWORD and BACKUP_PASSWORD need 16 characters each; nothing was done.'
  -- Ends psql with a failure, which \quit would not.
  SELECT 1 / 0 AS passwords_are_missing;
\endif

BEGIN;
-- The passwords are not written to the server's log.
SET LOCAL log_statement = 'none';
SET LOCAL log_min_error_statement = 'panic';
SET LOCAL log_min_duration_statement = -1;
CREATE ROLE bondhu_app NOLOGIN;
CREATE ROLE bondhu_worker NOLOGIN;
CREATE ROLE bondhu_people LOGIN PASSWORD :'people' IN ROLE bondhu_app;
CREATE ROLE bondhu_work LOGIN PASSWORD :'work' IN ROLE bondhu_worker;
-- Row-level security binds the owner of the tables too. A dump by it would fail, and one as bondhu_worker would silently
-- lack whatever a policy hides.
CREATE ROLE bondhu_backup LOGIN PASSWORD :'backup' BYPASSRLS IN ROLE pg_read_all_data;
COMMIT;

CREATE DATABASE bondhu OWNER bondhu_work ENCODING 'UTF8' TEMPLATE template0;
