-- Version 2: a series holds all that rows share, the view and the flags too, so
-- that a row is six columns and a day's sum is one row a series. Sources name
-- the physical files, of which a folder of logs has many.
--
-- tokens TEXT is "requests input output reasoning cache_read cache_write_5m
-- cache_write_1h kind=n ...": zeros at the end are left out, further kinds are
-- named, unpriced=n counts the tokens of a computed row without a rate.
-- usd TEXT is "cost", or "cost byok extra" where one of those is not zero.

CREATE TABLE series_2 (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    model      TEXT NOT NULL, -- as written, a variant behind a colon
    provider   TEXT NOT NULL,
    api_key    TEXT NOT NULL, -- the key's label, never a key
    app        TEXT NOT NULL,
    end_user   TEXT NOT NULL,
    view       INTEGER NOT NULL, -- 1 request rows, 2 gateway buckets, 3 cost export, 4 tokens without dollars, 5 estimates
    flags      INTEGER NOT NULL, -- 1 computed, 2 cache unknown, 4 own key, 8 many requests, 16 batch
    UNIQUE (account_id, model, provider, api_key, app, end_user, view, flags)
) STRICT;

INSERT INTO series_2 (account_id, model, provider, api_key, app, end_user, view, flags)
SELECT s.account_id, s.model, s.provider, s.api_key, s.app, s.end_user, u.view, u.flags
FROM (SELECT series_id, view, flags FROM usage UNION SELECT series_id, view, flags FROM usage_before) u
JOIN series s ON s.id = u.series_id
ORDER BY s.id, u.view, u.flags;

-- Which of version 1's series, views and flags became which series.
CREATE TEMP TABLE became AS
SELECT s.id AS old_id, n.view, n.flags, n.id
FROM series s
JOIN series_2 n USING (account_id, model, provider, api_key, app, end_user);
CREATE INDEX temp.became_by ON became (old_id, view, flags);

-- A file that an import read. An import of a folder has one a file in it.
CREATE TABLE source (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    import_id   INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    path        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL -- 0 where it is not known
) STRICT;
CREATE INDEX source_by_import ON source (import_id);
CREATE INDEX source_by_path ON source (path);

INSERT INTO source (id, import_id, path, size, modified_ns)
SELECT id, id, file, size, 0 FROM import;

-- One row of usage. The key is the account's id in four bytes, and then
--   'i' || request id                          rows with an id
--   'b' || start, 8 bytes || hash of labels    buckets
--   'c' || time, 8 bytes || hash || count      rows without an id, by content
-- It descends, as exports do: one that begins with its newest row goes in in the
-- order of the tree, which is nearly twice as quick.
CREATE TABLE usage_2 (
    key       BLOB NOT NULL,
    at_ns     INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    tokens    TEXT NOT NULL,
    usd       TEXT NOT NULL,
    origin    INTEGER NOT NULL, -- where its figures stand: source id * 2^32 + line
    PRIMARY KEY (key DESC)
) STRICT, WITHOUT ROWID;

INSERT INTO usage_2
SELECT CAST(unhex(printf('%08x', u.account_id)) || u.key AS BLOB), u.at_ns, b.id,
    u.requests || ' ' || u.input || ' ' || u.output || ' ' || u.reasoning || ' ' || u.cache_read || ' ' || u.cache_write_5m || ' ' || u.cache_write_1h ||
        iif(u.other = '', '', ' ' || u.other) || iif(u.unpriced = 0, '', ' unpriced=' || u.unpriced),
    iif(u.byok = '0' AND u.extra = '0', u.cost, u.cost || ' ' || u.byok || ' ' || u.extra),
    (u.figures_id << 32) + u.line
FROM usage u
JOIN became b ON b.old_id = u.series_id AND b.view = u.view AND b.flags = u.flags
ORDER BY 1 DESC;

-- The figures that import_id found in a row and replaced, for taking it back.
CREATE TABLE usage_before_2 (
    import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    key       BLOB NOT NULL,
    at_ns     INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    tokens    TEXT NOT NULL,
    usd       TEXT NOT NULL,
    origin    INTEGER NOT NULL,
    PRIMARY KEY (import_id, key)
) STRICT, WITHOUT ROWID;

INSERT INTO usage_before_2
SELECT u.import_id, CAST(unhex(printf('%08x', u.account_id)) || u.key AS BLOB), u.at_ns, b.id,
    u.requests || ' ' || u.input || ' ' || u.output || ' ' || u.reasoning || ' ' || u.cache_read || ' ' || u.cache_write_5m || ' ' || u.cache_write_1h ||
        iif(u.other = '', '', ' ' || u.other) || iif(u.unpriced = 0, '', ' unpriced=' || u.unpriced),
    iif(u.byok = '0' AND u.extra = '0', u.cost, u.cost || ' ' || u.byok || ' ' || u.extra),
    (u.figures_id << 32) + u.line
FROM usage_before u
JOIN became b ON b.old_id = u.series_id AND b.view = u.view AND b.flags = u.flags;

DROP TABLE temp.became;
DROP TABLE daily;
DROP TABLE usage_before;
DROP TABLE usage;
DROP TABLE series;
ALTER TABLE series_2 RENAME TO series;
ALTER TABLE usage_2 RENAME TO usage;
ALTER TABLE usage_before_2 RENAME TO usage_before;

-- A day's sum of a series. parts says how it divides by what a price can depend
-- on besides the labels, one part a line: the prompt band (how many of the
-- catalog's thresholds it is over), the second of the day at which the price slot
-- begins, records, tokens; usd. A sum of one part leaves out what the sum says.
CREATE TABLE daily (
    day       TEXT NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    records   INTEGER NOT NULL,
    tokens    TEXT NOT NULL,
    usd       TEXT NOT NULL,
    parts     TEXT NOT NULL,
    PRIMARY KEY (day, series_id)
) STRICT, WITHOUT ROWID;

-- The sums are made anew from the rows.
UPDATE setting SET value = 'rebuild' WHERE name = 'price_edges';

-- What an import was told beside the file, so that the same file with the same
-- words is known at once; and its warnings, for later readers.
ALTER TABLE import ADD COLUMN options TEXT NOT NULL DEFAULT '';
