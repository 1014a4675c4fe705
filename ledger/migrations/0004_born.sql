-- A renamed account keeps the name that the keys of its rows without an id were made with.
ALTER TABLE account ADD COLUMN born TEXT; -- NULL is its name
