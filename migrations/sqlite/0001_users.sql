-- People's accounts. Everything of a person hangs on this row and goes with it.
CREATE TABLE users (
    id               TEXT    NOT NULL PRIMARY KEY,
    email            TEXT    UNIQUE,
    password_hash    TEXT,
    external_issuer  TEXT,
    external_subject TEXT,
    display_name     TEXT,
    timezone         TEXT    NOT NULL,
    day_start_hour   INTEGER NOT NULL CHECK (day_start_hour BETWEEN 0 AND 6),
    country          TEXT,
    birth_year       INTEGER,
    language         TEXT    NOT NULL,
    settings         TEXT    NOT NULL,
    disclosed_at     INTEGER,
    created_at       INTEGER NOT NULL,
    UNIQUE (external_issuer, external_subject),
    CHECK ((external_issuer IS NULL) = (external_subject IS NULL))
) STRICT;
