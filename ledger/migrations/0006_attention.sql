-- What a month may cost, and which findings of check somebody has seen.

CREATE TABLE budget (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    usd        TEXT NOT NULL, -- above zero, for a calendar month
    account_id INTEGER REFERENCES account (id), -- NULL is all accounts
    model      TEXT NOT NULL, -- canonical, '' is all
    api_key    TEXT NOT NULL -- the key's label, '' is all
) STRICT;

CREATE TABLE ack (
    finding TEXT PRIMARY KEY NOT NULL,
    level   TEXT NOT NULL, -- as it was seen: info, warning, critical
    usd     TEXT, -- as it was seen, NULL where it had no dollars
    at_ns   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
