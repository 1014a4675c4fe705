-- The books: what was bought, what the gateway's page said, and the sums of usage
-- between two events of an account's credit lots. Lots are derived, never stored.

ALTER TABLE account ADD COLUMN expiry TEXT; -- reading of "may expire": strict, lenient; NULL is strict
ALTER TABLE account ADD COLUMN auto_topup TEXT; -- credit of one automatic purchase; NULL is none
ALTER TABLE account ADD COLUMN auto_below TEXT; -- balance under which it is made

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

CREATE INDEX topup_account ON topup (account_id, at_ns);

-- What the gateway's own page said.
CREATE TABLE balance (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    at_ns      INTEGER NOT NULL,
    usd        TEXT NOT NULL,
    UNIQUE (account_id, at_ns)
) STRICT;

-- Instants inside a day at which an account's usage has to be told apart: a
-- birth, an expiry, a refund, the instant after a stated balance.
CREATE TABLE cut_at (
    account_id INTEGER NOT NULL REFERENCES account (id),
    at_ns      INTEGER NOT NULL,
    PRIMARY KEY (account_id, at_ns)
) STRICT, WITHOUT ROWID;

-- Sums of usage on the days that hold such an instant: from since_ns to the next
-- one, or to the day's end. They are kept with the rows, like daily.
CREATE TABLE cut (
    account_id INTEGER NOT NULL REFERENCES account (id),
    since_ns   INTEGER NOT NULL,
    series_id  INTEGER NOT NULL REFERENCES series (id),
    view       INTEGER NOT NULL,
    records    INTEGER NOT NULL,
    cost       TEXT NOT NULL,
    PRIMARY KEY (account_id, since_ns, series_id, view)
) STRICT, WITHOUT ROWID;
