-- Version 7: what a price depends on besides model and time. A series also names how
-- and where its rows were served, the team that they are for and the machine that
-- they came from. What was the flag of a batch (16) is a service tier.
--
-- A row's tokens TEXT may end in prompt=n, a prompt size of the price band that the
-- export states, and clock=n, a second of the day, plus 1, of the price window.

CREATE TABLE series_7 (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account (id),
    model        TEXT NOT NULL, -- as written, a variant behind a colon
    provider     TEXT NOT NULL,
    api_key      TEXT NOT NULL, -- the key's label, never a key
    app          TEXT NOT NULL,
    end_user     TEXT NOT NULL,
    team         TEXT NOT NULL,
    machine      TEXT NOT NULL,
    service_tier TEXT NOT NULL, -- as the export states it: batch, flex, priority, fast; '' is standard
    residency    TEXT NOT NULL, -- us, eu ...; '' is anywhere
    view         INTEGER NOT NULL, -- 1 request rows, 2 gateway buckets, 3 cost export, 4 tokens without dollars, 5 estimates, 6 agent log
    flags        INTEGER NOT NULL, -- 1 computed, 2 cache unknown, 4 own key, 8 many requests, 32 band stated, 64 window stated, 128 reasoning outside, 256 cached outside, 512 Latin-1
    UNIQUE (account_id, model, provider, api_key, app, end_user, team, machine, service_tier, residency, view, flags)
) STRICT;

INSERT INTO series_7 (id, account_id, model, provider, api_key, app, end_user, team, machine, service_tier, residency, view, flags)
SELECT id, account_id, model, provider, api_key, app, end_user, '', '', iif(flags & 16, 'batch', ''), '', view, flags & ~16
FROM series;

DROP TABLE series;
ALTER TABLE series_7 RENAME TO series;

-- The sums are made anew from the rows.
UPDATE setting SET value = 'rebuild' WHERE name = 'price_edges';

-- Logs were read by an edition that dropped what a row keeps now, so none of them
-- counts as known: the next walk reads them again, and fills in what was missing.
UPDATE source SET modified_ns = 0;
