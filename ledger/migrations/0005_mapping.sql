-- How the columns of a CSV that no format knows were named the last time.
CREATE TABLE mapping (
    id      INTEGER PRIMARY KEY,
    columns TEXT NOT NULL UNIQUE, -- the header as written, a JSON list
    fields  TEXT NOT NULL, -- JSON object: field to column
    sets    TEXT NOT NULL, -- JSON object: field to the value of every row
    at_ns   INTEGER NOT NULL
) STRICT;
