-- Version 11: logs of usage tell of purchases and gifts too. They are proposed as those
-- are that a source saw, and belong to the import that told of them.

CREATE TABLE proposed (
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

INSERT INTO proposed SELECT id, source_id, NULL, account_id, 'purchase', after_ns, until_ns, was, became, '' FROM proposed_topup;
DROP TABLE proposed_topup;
ALTER TABLE proposed RENAME TO proposed_topup;
CREATE UNIQUE INDEX proposed_topup_logged ON proposed_topup (account_id, until_ns, kind, became) WHERE import_id IS NOT NULL;
