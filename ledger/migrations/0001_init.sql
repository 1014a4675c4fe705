-- Version 1 of the ledger. A shipped file is never edited: changes are new files.
-- Amounts are decimal TEXT in plain notation; instants are Unix nanoseconds, UTC;
-- days are TEXT YYYY-MM-DD, UTC.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    gateway TEXT NOT NULL,
    billing TEXT -- NULL is the gateway's default
) STRICT;

-- One file that was imported. A dry run leaves none.
CREATE TABLE import (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ns      INTEGER NOT NULL,
    type       TEXT NOT NULL,
    file       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    catalog    TEXT NOT NULL, -- version of the catalog that priced its computed rows
    fx         TEXT NOT NULL, -- CUR=RATE of other currencies, comma separated
    records    INTEGER NOT NULL,
    added      INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    rejected   INTEGER NOT NULL,
    usd        TEXT NOT NULL, -- change of the ledger's dollars
    first_ns   INTEGER, -- NULL for a file without rows
    last_ns    INTEGER
) STRICT;

-- Import later_id held rows that earlier_id had brought or last changed: taking
-- earlier_id back takes later_id back first.
CREATE TABLE import_overlap (
    later_id   INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    earlier_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    PRIMARY KEY (later_id, earlier_id)
) STRICT, WITHOUT ROWID;

-- The labels that rows share. No part is NULL: NULLs never collide.
CREATE TABLE series (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    model      TEXT NOT NULL, -- as written, a variant behind a colon
    provider   TEXT NOT NULL,
    api_key    TEXT NOT NULL, -- the key's label, never a key
    app        TEXT NOT NULL,
    end_user   TEXT NOT NULL,
    UNIQUE (account_id, model, provider, api_key, app, end_user)
) STRICT;

-- One row of usage. The key begins with what ascends in time, so that an export
-- goes in in the order of the tree:
--   'i' || request id                          rows with an id
--   'b' || start, 8 bytes || hash of labels    buckets
--   'c' || time, 8 bytes || hash || count      rows without an id, by content
-- view: 1 request rows, 2 gateway buckets, 3 cost export, 4 tokens without dollars
-- flags: 1 computed, 2 cache unknown, 4 own key, 8 many requests, 16 batch
CREATE TABLE usage (
    account_id   INTEGER NOT NULL REFERENCES account (id),
    key          BLOB NOT NULL,
    at_ns        INTEGER NOT NULL,
    series_id    INTEGER NOT NULL REFERENCES series (id),
    view         INTEGER NOT NULL,
    flags        INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    input        INTEGER NOT NULL,
    cache_read   INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output       INTEGER NOT NULL, -- reasoning included
    reasoning    INTEGER NOT NULL,
    other        TEXT NOT NULL, -- further kinds: "audio_in=5 web_search=2"
    unpriced     INTEGER NOT NULL, -- tokens of a computed row without a rate
    cost         TEXT NOT NULL,
    byok         TEXT NOT NULL,
    extra        TEXT NOT NULL,
    import_id    INTEGER NOT NULL REFERENCES import (id), -- brought the row
    figures_id   INTEGER NOT NULL REFERENCES import (id), -- brought its figures
    line         INTEGER NOT NULL, -- in figures_id's file
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

-- The figures that import_id found in a row and replaced, for taking it back.
CREATE TABLE usage_before (
    import_id    INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    account_id   INTEGER NOT NULL REFERENCES account (id),
    key          BLOB NOT NULL,
    at_ns        INTEGER NOT NULL,
    series_id    INTEGER NOT NULL REFERENCES series (id),
    view         INTEGER NOT NULL,
    flags        INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    input        INTEGER NOT NULL,
    cache_read   INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    reasoning    INTEGER NOT NULL,
    other        TEXT NOT NULL,
    unpriced     INTEGER NOT NULL,
    cost         TEXT NOT NULL,
    byok         TEXT NOT NULL,
    extra        TEXT NOT NULL,
    figures_id   INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    PRIMARY KEY (import_id, account_id, key)
) STRICT, WITHOUT ROWID;

-- Sums of usage, one a day and labels and everything that a price can depend on:
-- band is the number of the catalog's prompt thresholds that the prompt is over,
-- slot the second of the day at which the price slot begins.
CREATE TABLE daily (
    day          TEXT NOT NULL,
    series_id    INTEGER NOT NULL REFERENCES series (id),
    view         INTEGER NOT NULL,
    flags        INTEGER NOT NULL,
    band         INTEGER NOT NULL,
    slot         INTEGER NOT NULL,
    records      INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    input        INTEGER NOT NULL,
    cache_read   INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    reasoning    INTEGER NOT NULL,
    other        TEXT NOT NULL,
    unpriced     INTEGER NOT NULL,
    cost         TEXT NOT NULL,
    byok         TEXT NOT NULL,
    extra        TEXT NOT NULL,
    PRIMARY KEY (day, series_id, view, flags, band, slot)
) STRICT, WITHOUT ROWID;
