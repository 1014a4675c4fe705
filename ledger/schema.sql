CREATE TABLE account (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    gateway TEXT NOT NULL,
    billing TEXT -- NULL is the gateway's default
, expiry TEXT, auto_topup TEXT, auto_below TEXT, born TEXT) STRICT;

CREATE TABLE ack (
    finding TEXT PRIMARY KEY NOT NULL,
    level   TEXT NOT NULL, -- as it was seen: info, warning, critical
    usd     TEXT, -- as it was seen, NULL where it had no dollars
    at_ns   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE balance (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    at_ns      INTEGER NOT NULL,
    usd        TEXT NOT NULL, day_used TEXT,
    UNIQUE (account_id, at_ns)
) STRICT;

CREATE TABLE budget (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    usd        TEXT NOT NULL, -- above zero, for a calendar month
    account_id INTEGER REFERENCES account (id), -- NULL is all accounts
    model      TEXT NOT NULL, -- canonical, '' is all
    api_key    TEXT NOT NULL -- the key's label, '' is all
) STRICT;

CREATE TABLE cut_at (
    account_id INTEGER NOT NULL REFERENCES account (id),
    at_ns      INTEGER NOT NULL,
    PRIMARY KEY (account_id, at_ns)
) STRICT, WITHOUT ROWID;

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
, options TEXT NOT NULL DEFAULT '', source_id INTEGER REFERENCES source (id) ON DELETE SET NULL, removed INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE "import_file" (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    import_id   INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    path        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL -- 0 where it is not known
) STRICT;

CREATE TABLE import_overlap (
    later_id   INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    earlier_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    PRIMARY KEY (later_id, earlier_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_span (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    import_id  INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    first_ns   INTEGER NOT NULL, -- the file's first row or empty bucket, of whichever account
    last_ns    INTEGER NOT NULL,
    PRIMARY KEY (account_id, import_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_piece (
    account_id INTEGER NOT NULL REFERENCES account (id),
    since_ns   INTEGER NOT NULL,
    sums       BLOB NOT NULL,
    PRIMARY KEY (account_id, since_ns)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_sum (
    day        INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    sums       BLOB NOT NULL,
    PRIMARY KEY (day, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mapping (
    id      INTEGER PRIMARY KEY,
    columns TEXT NOT NULL UNIQUE, -- the header as written, a JSON list
    fields  TEXT NOT NULL, -- JSON object: field to column
    sets    TEXT NOT NULL, -- JSON object: field to the value of every row
    at_ns   INTEGER NOT NULL
) STRICT;

CREATE TABLE money_piece (
    account_id INTEGER NOT NULL REFERENCES account (id),
    since_ns   INTEGER NOT NULL,
    sums       BLOB NOT NULL,
    PRIMARY KEY (account_id, since_ns)
) STRICT, WITHOUT ROWID;

CREATE TABLE money_sum (
    day        INTEGER NOT NULL, -- since 1970, UTC
    account_id INTEGER NOT NULL REFERENCES account (id),
    first_id   BLOB, -- the lowest and the highest key of the day's rows with an id, or
    last_id    BLOB, -- wider; NULL where none has one
    sums       BLOB NOT NULL,
    PRIMARY KEY (day, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE "proposed_topup" (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id  INTEGER REFERENCES source (id) ON DELETE CASCADE, -- whose pulls saw it; NULL of a log
    import_id  INTEGER REFERENCES import (id) ON DELETE CASCADE, -- of the log that tells of it; NULL of a source
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL, -- purchase, or grant of a log
    after_ns   INTEGER NOT NULL, -- when the gateway's credit was last without it; of a log the same as until_ns
    until_ns   INTEGER NOT NULL, -- when it was first seen; of a log when it came
    was        TEXT NOT NULL, -- all credit that the gateway said was ever loaded, at after_ns; of a log 0
    became     TEXT NOT NULL, -- and at until_ns; of a log the credit that came
    note       TEXT NOT NULL -- what else a log says of it
) STRICT;

CREATE TABLE "series" (
    id       INTEGER PRIMARY KEY,
    spend_id INTEGER NOT NULL REFERENCES spend_series (id),
    api_key  TEXT NOT NULL, -- the key's label, never a key
    app      TEXT NOT NULL,
    end_user TEXT NOT NULL,
    team     TEXT NOT NULL,
    machine  TEXT NOT NULL,
    UNIQUE (spend_id, api_key, app, end_user, team, machine)
) STRICT;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE topup (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    at_ns      INTEGER NOT NULL,
    kind       TEXT NOT NULL, -- purchase, grant, opening, refund
    of_id      INTEGER REFERENCES topup (id), -- a refund's top-up; NULL is the youngest that has the credit left
    credit     TEXT NOT NULL, -- above zero; a refund's is what went back
    fee        TEXT, -- really charged, NULL is the schedule of that day; a refund's is what came back
    tax        TEXT, -- a memo
    method     TEXT NOT NULL, -- '' is the gateway's default
    note       TEXT NOT NULL,
    expires_ns INTEGER, -- NULL is the gateway's rule; the last of all instants (2^63 - 1) is never
    import_key TEXT UNIQUE -- NULL for what was typed in; two NULLs are two
) STRICT;

CREATE TABLE "usage" (
    key       BLOB NOT NULL,
    at_ns     INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    tokens    TEXT NOT NULL,
    usd       TEXT NOT NULL,
    origin    INTEGER NOT NULL, -- where its figures stand: source id * 2^32 + line
    PRIMARY KEY (key DESC)
) STRICT, WITHOUT ROWID;

CREATE TABLE "usage_before" (
    import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    key       BLOB NOT NULL,
    at_ns     INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    tokens    TEXT NOT NULL,
    usd       TEXT NOT NULL,
    origin    INTEGER NOT NULL,
    PRIMARY KEY (import_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_by_source ON import (source_id) WHERE source_id IS NOT NULL;

CREATE INDEX import_file_by_import ON import_file (import_id);

CREATE INDEX import_file_by_path ON import_file (path);

CREATE UNIQUE INDEX proposed_topup_logged ON proposed_topup (account_id, until_ns, kind, became) WHERE import_id IS NOT NULL;

CREATE INDEX topup_account ON topup (account_id, at_ns);

