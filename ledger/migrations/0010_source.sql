-- Version 10: where usage comes from by itself. What was a source until now is a file of
-- an import; a source is a gateway's API or an engine that is pulled from.

ALTER TABLE source RENAME TO import_file;
DROP INDEX source_by_import;
DROP INDEX source_by_path;
CREATE INDEX import_file_by_import ON import_file (import_id);
CREATE INDEX import_file_by_path ON import_file (path);

CREATE TABLE source (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL, -- openrouter, openai, anthropic, litellm-api: a gateway's API; litellm, langfuse, sql: an engine
    address    TEXT NOT NULL, -- without its secret; '' is the API's own, env:NAME is in the environment
    account    TEXT NOT NULL, -- '' is the gateway's name
    query      TEXT NOT NULL, -- of kind sql
    key_env    TEXT NOT NULL, -- the variable that holds the key, '' the usual one; never a key
    overlap_ns INTEGER NOT NULL, -- how far back rows come late
    pulled_ns  INTEGER, -- when it was last pulled from
    edges      TEXT NOT NULL DEFAULT '', -- of the catalog by which the sums were told apart at the last pull
    oldest_ns  INTEGER, -- of the oldest request that an engine held at the last pull
    credits    TEXT, -- all credit that the gateway says was ever loaded, NULL is not asked yet
    credits_ns INTEGER -- when it said so
) STRICT;

CREATE TABLE proposed_topup (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id  INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    after_ns   INTEGER NOT NULL, -- when the gateway's credit was last without it
    until_ns   INTEGER NOT NULL, -- when it was first seen
    was        TEXT NOT NULL, -- all credit that the gateway said was ever loaded, at after_ns
    became     TEXT NOT NULL -- and at until_ns
) STRICT;

ALTER TABLE balance ADD COLUMN day_used TEXT; -- what was used of it since the midnight before, by the gateway's word; NULL is not told
ALTER TABLE import ADD COLUMN source_id INTEGER REFERENCES source (id) ON DELETE SET NULL; -- NULL is a file
ALTER TABLE import ADD COLUMN removed INTEGER NOT NULL DEFAULT 0; -- rows that a pull did not find again
ALTER TABLE import ADD COLUMN told INTEGER NOT NULL DEFAULT 0; -- 1: first_ns and last_ns are what its source told of, else of its rows
CREATE INDEX import_by_source ON import (source_id) WHERE source_id IS NOT NULL;
