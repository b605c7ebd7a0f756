-- People's accounts. Everything of a person hangs on this row and goes with it.
--
-- Row-level security is the second wall behind the statements, which all name the person themselves. It binds the owner
-- of the tables too (FORCE). A unit of work takes the role `bondhu_app` and sets `app.user_id`, or takes the role
-- `bondhu_worker`, which the program's own work runs under. The roles are made before the first step.
CREATE TABLE users (
    id               uuid        NOT NULL PRIMARY KEY,
    email            text        COLLATE "C" UNIQUE,
    password_hash    text,
    external_issuer  text        COLLATE "C",
    external_subject text        COLLATE "C",
    display_name     text,
    timezone         text        NOT NULL,
    day_start_hour   smallint    NOT NULL CHECK (day_start_hour BETWEEN 0 AND 6),
    country          text,
    birth_year       integer,
    language         text        NOT NULL,
    -- Not jsonb: what a client stored comes back to the character.
    settings         json        NOT NULL,
    disclosed_at     timestamptz,
    created_at       timestamptz NOT NULL,
    UNIQUE (external_issuer, external_subject),
    CHECK ((external_issuer IS NULL) = (external_subject IS NULL))
);

-- Whose rows the unit of work may touch. NULL without the setting, and NULL equals nobody.
CREATE FUNCTION app_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.user_id', true), '')::uuid;

ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON users TO bondhu_app USING (id = (SELECT app_user_id()));
CREATE POLICY everyone ON users TO bondhu_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO bondhu_app, bondhu_worker;
