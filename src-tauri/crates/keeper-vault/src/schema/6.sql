-- Settings that are secrets, such as a proxy's credentials. An older program
-- would neither seal them anew under a new key nor wipe them, so it must not use
-- the file.
CREATE TABLE sealed_settings (
    name TEXT PRIMARY KEY NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
