-- Version 8: for which days an import tells an account's usage. A reprice tells none.

CREATE TABLE import_span (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    import_id  INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    first_ns   INTEGER NOT NULL, -- the file's first row or empty bucket, of whichever account
    last_ns    INTEGER NOT NULL,
    PRIMARY KEY (account_id, import_id)
) STRICT, WITHOUT ROWID;

-- An import that saw rows of another one tells of the same accounts, as does the one
-- whose rows it changed.
INSERT INTO import_span (account_id, import_id, first_ns, last_ns)
WITH RECURSIVE brought (account_id, import_id) AS (
    SELECT DISTINCT x.account_id, f.import_id
    FROM (SELECT DISTINCT series_id, origin >> 32 AS source_id FROM "usage") u
    JOIN series x ON x.id = u.series_id
    JOIN source f ON f.id = u.source_id
), told (account_id, import_id) AS (
    SELECT account_id, import_id FROM brought
    UNION
    SELECT t.account_id, CASE o.later_id WHEN t.import_id THEN o.earlier_id ELSE o.later_id END
    FROM told t
    JOIN import_overlap o ON t.import_id IN (o.later_id, o.earlier_id)
)
SELECT t.account_id, t.import_id, i.first_ns, i.last_ns
FROM told t
JOIN import i ON i.id = t.import_id
WHERE i.first_ns IS NOT NULL AND i.type <> 'reprice';
