-- Version 9: daily sums at two levels, packed a day and account. A money sum tells apart
-- all that a price, a lot and a view depend on, which is few; a label sum tells apart who
-- used it, which may be many. What is asked about money reads the money sums alone.
--
-- sums BLOB is a block of package packed. Its columns, which never get another meaning:
--    0  id of a spend series (money sums, money pieces) or of a series (label sums, label
--       pieces), as the difference to the sum before
--    1  of a money sum: slot * 65536 + band, the second of the day at which the price slot
--       begins and how many of the catalog's thresholds the prompt is over
--    2  rows of usage
--    3  requests, less the rows
--    4  unpriced tokens
--    5  cost, 6 own-key spend, 7 extra, in USD
--    8  tokens by kind, a column each: input, cache_read, cache_write_5m, cache_write_1h,
--       output (reasoning included), reasoning, audio_in, audio_out, audio_cache_read,
--       image_in, image_out, image_cache_read, video_in, video_out, citation, request,
--       web_search, image

-- What a price, a lot and a view depend on.
CREATE TABLE spend_series (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account (id),
    model        TEXT NOT NULL, -- as written, a variant behind a colon
    provider     TEXT NOT NULL,
    service_tier TEXT NOT NULL, -- as the export states it: batch, flex, priority, fast; '' is standard
    residency    TEXT NOT NULL, -- us, eu ...; '' is anywhere
    view         INTEGER NOT NULL, -- 1 request rows, 2 gateway buckets, 3 cost export, 4 tokens without dollars, 5 estimates, 6 agent log
    flags        INTEGER NOT NULL, -- 1 computed, 2 cache unknown, 4 own key, 8 many requests, 32 band stated, 64 window stated, 128 reasoning outside, 256 cached outside, 512 Latin-1
    UNIQUE (account_id, model, provider, service_tier, residency, view, flags)
) STRICT;

INSERT INTO spend_series (account_id, model, provider, service_tier, residency, view, flags)
SELECT account_id, model, provider, service_tier, residency, view, flags
FROM series
GROUP BY account_id, model, provider, service_tier, residency, view, flags
ORDER BY MIN(id);

-- A spend series, and who used it: what a row of usage names.
CREATE TABLE series_9 (
    id       INTEGER PRIMARY KEY,
    spend_id INTEGER NOT NULL REFERENCES spend_series (id),
    api_key  TEXT NOT NULL, -- the key's label, never a key
    app      TEXT NOT NULL,
    end_user TEXT NOT NULL,
    team     TEXT NOT NULL,
    machine  TEXT NOT NULL,
    UNIQUE (spend_id, api_key, app, end_user, team, machine)
) STRICT;

INSERT INTO series_9 (id, spend_id, api_key, app, end_user, team, machine)
SELECT s.id, p.id, s.api_key, s.app, s.end_user, s.team, s.machine
FROM series s
JOIN spend_series p USING (account_id, model, provider, service_tier, residency, view, flags);

DROP TABLE daily;
DROP TABLE cut;
DROP TABLE series;
ALTER TABLE series_9 RENAME TO series;

CREATE TABLE money_sum (
    day        INTEGER NOT NULL, -- since 1970, UTC
    account_id INTEGER NOT NULL REFERENCES account (id),
    first_id   BLOB, -- the lowest and the highest key of the day's rows with an id, or
    last_id    BLOB, -- wider; NULL where none has one
    sums       BLOB NOT NULL,
    PRIMARY KEY (day, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_sum (
    day        INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    sums       BLOB NOT NULL,
    PRIMARY KEY (day, account_id)
) STRICT, WITHOUT ROWID;

-- The usage of a day that an event of the account's lots divides, from one of the
-- instants of cut_at, or the day's first, to the next: rows and cost.
CREATE TABLE money_piece (
    account_id INTEGER NOT NULL REFERENCES account (id),
    since_ns   INTEGER NOT NULL,
    sums       BLOB NOT NULL,
    PRIMARY KEY (account_id, since_ns)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_piece (
    account_id INTEGER NOT NULL REFERENCES account (id),
    since_ns   INTEGER NOT NULL,
    sums       BLOB NOT NULL,
    PRIMARY KEY (account_id, since_ns)
) STRICT, WITHOUT ROWID;

-- The sums of both levels, and the pieces, are made anew from the rows.
INSERT OR REPLACE INTO setting (name, value) VALUES ('sums', 'missing');
