-- A logo is looked at seldom and an app often, so it has a table of its own. An
-- older program, which knows nothing of it, can still remove the app.
CREATE TABLE logos (
    app BLOB PRIMARY KEY NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    png BLOB NOT NULL
) STRICT, WITHOUT ROWID;
